/** `sse-compat check`: does this configuration carry event streams; if not, why not, and what is proven to help? */
import { Command } from 'commander'
import { checkOnce } from '../diagnose/diagnose.ts'
import { applyRemedies, patchOf } from '../diagnose/fix/apply.ts'
import { createInterrupt, type Interrupt } from '../diagnose/interrupt.ts'
import { type CheckOptions, checkOptions } from '../diagnose/options.ts'
import { exitCodeOf } from '../diagnose/report/exit-code.ts'
import { expectationNotes } from '../diagnose/report/expected.ts'
import { printable, redactedReport } from '../diagnose/report/redacted.ts'
import type { CheckReport } from '../diagnose/report/report.ts'
import { revealSecrets } from '../redact/redact.ts'
import { visible, visibleLines } from '../redact/visible-characters.ts'
import { type FormatOptions, reportWriter } from './check-output.ts'
import { WORDING } from './fault.ts'
import { formatOption } from './formats.ts'
import { tellError } from './tell-error.ts'
import { watchFiles } from './watch-files.ts'

/** Sets the exit code: 0 works, 1 something fails, 2 could not be played. */
export function checkCommand(): Command {
  const command = new Command('check')
    .description('test your own configuration: what fails, which line is responsible, and a verified fix')
    .argument(
      '<config>',
      'configuration of a proxy, a file or a folder: whole, or a piece of it; `sse-compat list` names the proxies',
    )
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(visibleLines(text)) })
  for (const option of checkOptions()) command.addOption(option)
  command.addOption(formatOption('text, json, junit, sarif, github, gitlab, csv or summary'))
  return command.action(async (config: string, options: CheckOptions & FormatOptions) => {
    if (options.showSecrets) revealSecrets()
    const interrupt = createInterrupt()
    if (options.watch) await watch(config, options, interrupt)
    else process.exitCode = await checkAndTell(config, options, interrupt)
  })
}

async function checkAndTell(
  config: string,
  options: CheckOptions & FormatOptions,
  interrupt: Interrupt,
): Promise<number> {
  const started = performance.now()
  const write = await reportWriter(options)
  const tell = (line: string): void => {
    if (!options.json)
      process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${printable(line)}\n`)
  }
  const { report, given, names } = await checkOnce(config, options, tell, interrupt)
  const written = options.fix && !report.interrupted ? await applyRemedies(report, given, names) : []
  const expected = options.expect
  const notes = [...report.notes, ...expectationNotes({ ...report, expected })]
  const whole: CheckReport = { ...report, notes, ...(expected.length > 0 ? { expected } : {}), written }
  if (options.output === 'patch') {
    const patch = report.interrupted ? Buffer.of() : patchOf(report, given, names)
    if (patch.length === 0) tell('no change of the configuration was verified to help: there is no patch')
    printPatch(patch)
  }
  await write(redactedReport(whole))
  return exitCodeOf(whole)
}

/** The bytes themselves, for another program; on a terminal nothing of them may steer it. */
function printPatch(patch: Buffer): void {
  process.stdout.write(process.stdout.isTTY ? patch.toString().split('\n').map(visible).join('\n') : patch)
}

async function watch(config: string, options: CheckOptions & FormatOptions, interrupt: Interrupt): Promise<void> {
  const { signal } = interrupt
  for await (const _ of watchFiles(config, signal)) {
    try {
      process.exitCode = await checkAndTell(config, options, interrupt)
    } catch (error) {
      // It may be saved half-way, or be refused: the next save may be better.
      tellError(error, WORDING)
    }
    if (!signal.aborted) process.stderr.write('\nwaiting for a file to be saved (Ctrl-C ends it)\n')
  }
}
