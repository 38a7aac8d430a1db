/**
 * Started with descriptor 40 open for reading. Prints what four programs read from theirs, as JSON: one that is started without
 * care, one in a worker's namespaces, one that the watchdog
 * starts, and the test of a configuration.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootsFolder } from '../builds/local-builds.ts'
import { repository } from '../runtimes/fixture.ts'
import { runCheck } from '../runtimes/run-check.ts'
import { startWatchdog } from '../runtimes/watchdog.ts'
import { findBubblewrap } from './bubblewrap.ts'
import { startWorker } from './enclosed-worker.ts'

const file = '/bin/cat'
const path = '/proc/self/fd/40'
const env = { PATH: '/usr/bin:/bin' }
const [folder = ''] = process.argv.slice(2)

const plain = execFileSync(file, [path], { encoding: 'utf8' })

let worker = ''
const bubblewrap = findBubblewrap(rootsFolder(`${repository}/.cache`))
if (bubblewrap !== undefined) {
  await using started = startWorker({ bubblewrap, command: [file, path], visible: [], env })
  started.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
    worker += text
  })
  await started.ended
}

const printed = join(folder, 'printed')
{
  await using watchdog = startWatchdog()
  const child = await watchdog.start({ file, args: [path], cwd: folder, env, printed })
  await child?.exited
}
const { output } = await runCheck({ file, args: [path], cwd: folder, env }, undefined)
process.stdout.write(JSON.stringify({ plain, worker, watchdog: readFileSync(printed, 'utf8'), check: output }))
