/**
 * The process of `setup.ts` that runs the self-test, and the parts of the matrix that `parts.ts` names: `node runs-main.ts <folder>`.
 * It has its own event loop, so that the test runner does not delay what it measures.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NOTHING_SELECTED } from '../cli/options.ts'
import { run } from '../cli/run.ts'
import { loadCatalog } from '../matrix/catalog.ts'
import { runSelfTest } from '../run/run-self-test.ts'
import { disposeAll } from '../runtimes/disposal.ts'
import { dockerAnswers } from '../runtimes/docker.ts'
import { isFull, partsToRun } from './parts.ts'
import { type ConformanceRuns, finish } from './results.ts'

const [folder = ''] = process.argv.slice(2)
// Its parent has ended.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))

const selfTest = join(folder, 'self-test.json')
process.stderr.write('running: the faithful proxy, and its defects\n')
const { traces: _unread, ...verdicts } = await runSelfTest(await loadCatalog(), isFull())
await writeFile(selfTest, JSON.stringify(verdicts))
const runs: ConformanceRuns['runs'][number][] = []
const notRun: ConformanceRuns['notRun'][number][] = []
for (const [index, { name, runtime, select }] of partsToRun().entries()) {
  if (runtime === 'docker' && !(await dockerAnswers())) {
    notRun.push({ name, because: 'no Docker engine answers' })
    continue
  }
  process.stderr.write(`running: ${name}\n`)
  const options = { ...NOTHING_SELECTED, ...select, runtime, reports: join(folder, String(index)), reportAtEnd: true }
  const finished = await run(options, `a test: ${name}`, new AbortController().signal)
  runs.push({ name, folder: finished.folder, missing: finished.missing })
}
await disposeAll()
finish(folder, { selfTest, runs, notRun })
process.exit()
