/** The command line: the composition root, and the only place that ends the process. */

import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { makeImages } from '../builds/images.ts'
import { provision } from '../builds/provision.ts'
import { compileCode } from '../diagnose/compiled-code.ts'
import { adaptersOf, loadCatalog } from '../matrix/catalog.ts'
import { CACHE, COMMAND, REPORTS } from '../matrix/folders.ts'
import { toolVersion } from '../matrix/tool-version.ts'
import type { Report } from '../model/index.ts'
import { readRun } from '../run/report-folder.ts'
import { packRun } from '../run/run-archive.ts'
import { disposeAll } from '../runtimes/disposal.ts'
import { proposeExpectations } from '../verdict/expect/apply-expectations.ts'
import { checkCommand } from './check.ts'
import { endOnCrash } from './crash.ts'
import { diffCommand } from './diff.ts'
import { endProcess } from './end-process.ts'
import { WORDING } from './fault.ts'
import { formatOption } from './formats.ts'
import { judgeRun } from './judge.ts'
import { list } from './list.ts'
import { partsOption, type RunOptions, selectOptions, type WithParts } from './options.ts'
import { probeCommand } from './probe.ts'
import { fromHere, run } from './run.ts'
import { type RunFormatOptions, runWriter, type WriteRun } from './run-output.ts'
import { serveCommand } from './serve.ts'
import { type ExitCode, exitCodeOf } from './summary.ts'
import { tellError } from './tell-error.ts'

endOnCrash()

const print = (lines: readonly string[]): void => void process.stdout.write(lines.map((line) => `${line}\n`).join(''))
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

const INTERRUPTED = 130
const interrupt = new AbortController()

/** The first signal ends the run in order; the second at once. Either way nothing is left behind. */
function onSignal(): void {
  if (interrupt.signal.aborted) process.exit(INTERRUPTED)
  interrupt.abort()
  complain('interrupted: ending what runs, and writing what was recorded')
}

const program = new Command('sse-compat')
  .description('Does SSE survive your reverse proxy? Proven on the wire, with real proxies.')
  .version(toolVersion())
  .showSuggestionAfterError()
  .exitOverride()

const runCommand = program
  .command('run', { isDefault: true })
  .description('run the matrix, or a selection of it, and write the report')
  .option('--reports <folder>', 'where runs are kept', REPORTS)
for (const option of selectOptions()) runCommand.addOption(option)
const RUN_FORMATS = 'text, json, junit, github, gitlab, csv, summary, badge or badge-svg'
runCommand.addOption(formatOption(RUN_FORMATS))
runCommand.action(async (options: RunOptions & RunFormatOptions) => {
  const write = await runWriter(options)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  const command = [COMMAND, ...process.argv.slice(process.argv[2] === 'run' ? 3 : 2)].join(' ').replace(/ --$/, '')
  const { report, folder, missing } = await run(options, command, interrupt.signal)
  await finish(report, folder, missing.length > 0 ? 2 : 0, write)
})

program
  .command('judge <run>')
  .description("make a run's verdicts and report again, from its files, without running a proxy")
  .addOption(partsOption())
  .addOption(formatOption(RUN_FORMATS))
  .action(async (folder: string, options: WithParts & RunFormatOptions) => {
    const write = await runWriter(options)
    const { report, unreadable } = await judgeRun(folder, options.parts)
    for (const line of unreadable) complain(line)
    await finish(report, resolve(folder), unreadable.length > 0 ? 2 : 0, write)
  })

program
  .command('pack <run>')
  .description('replace the traces and logs of a run by one archive, for publishing; `judge` reads it')
  .action(async (folder: string) => {
    await readRun(resolve(folder))
    const { file, size } = await packRun(resolve(folder))
    print([`packed: ${fromHere(file)} (${(size / 1e6).toFixed(1)} MB)`])
  })

program
  .command('list')
  .description('show scenarios, proxies, profiles, builds and runtimes, and which can run here')
  .addOption(partsOption())
  .action(async ({ parts }: WithParts) => print(await list(parts)))

program
  .command('setup')
  .description('bring proxies to this machine: what is on PATH, else unpacked Debian packages, else images')
  .action(async () => {
    const adapters = adaptersOf((await loadCatalog()).products)
    const found = await provision({ adapters, cache: CACHE, onProgress: complain })
    await compileCode(CACHE)
    print(found.map((file) => `ready: ${file}`))
  })

program
  .command('images [suites...]')
  .description('make container images out of Debian suites ahead of time, without a registry')
  .action(async (suites: string[]) => {
    const adapters = adaptersOf((await loadCatalog()).products)
    print(await makeImages(suites, { adapters, cache: CACHE, onProgress: complain }))
  })

program
  .command('expect <run>')
  .description("print the expectations that would describe a run's deviations")
  .requiredOption('--propose', 'print them (nothing is written)')
  .addOption(partsOption())
  .action(async (folder: string, { parts }: WithParts) => {
    const { report } = await judgeRun(folder, parts)
    for (const product of new Set(report.cells.map(({ proxy }) => proxy))) {
      const text = proposeExpectations(report.cells.filter(({ proxy }) => proxy === product))
      if (text !== '') print([`# proxies/${product}/expect.yaml`, text])
    }
  })

async function finish(report: Report, folder: string, atLeast: ExitCode, write: WriteRun): Promise<void> {
  await write(report, `report: ${fromHere(join(folder, 'index.html'))}`)
  process.exitCode = report.interrupted ? INTERRUPTED : Math.max(atLeast, exitCodeOf(report))
}

program.addCommand(checkCommand())
program.addCommand(probeCommand())
program.addCommand(diffCommand())
program.addCommand(serveCommand())

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = tellError(error, WORDING)
}
await disposeAll()
// Whatever keeps the event loop alive now has nothing left to report.
await endProcess()
