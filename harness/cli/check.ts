/** `sse-compat check`: tests whether a configuration carries event streams; if not, finds the cause and a verified fix. */
import { Command } from 'commander'
import { checkOnce } from '../diagnose/diagnose.ts'
import { applyRemedies, patchOf, withLeftOut } from '../diagnose/fix/apply.ts'
import { createInterrupt, type Interrupt } from '../diagnose/interrupt.ts'
import { type CheckOptions, checkOptions } from '../diagnose/options.ts'
import { exitCodeOf } from '../diagnose/report/exit-code.ts'
import { expectationNotes } from '../diagnose/report/expected.ts'
import { type PrintedReport, redactedReport } from '../diagnose/report/redacted.ts'
import type { CheckReport } from '../diagnose/report/report.ts'
import { requirePaths } from '../intake/given-path.ts'
import { STANDARD_INPUT } from '../intake/standard-input.ts'
import { SseCompatError } from '../model/index.ts'
import { revealSecrets } from '../redact/redact.ts'
import { visible, visibleJson, visibleLines } from '../redact/visible-characters.ts'
import { disableColour } from '../terminal/colour.ts'
import { type FormatOptions, reportWriter, type TextFor } from './check-output.ts'
import { startCheckProgress } from './check-progress.ts'
import { changeFor, textOf } from './check-text.ts'
import { WORDING } from './fault.ts'
import { formatOption, writeOutput } from './formats.ts'
import { type KeptCheck, keepLastCheck, lastCheckFile } from './last-check.ts'
import { showLastCheck } from './show-last-check.ts'
import { tellError } from './tell-error.ts'
import { watchFiles } from './watch-files.ts'

type Options = CheckOptions & FormatOptions

/** Sets the exit code: 0 works, 1 something fails, 2 could not be tested; of several files the highest. */
export function checkCommand(): Command {
  const command = new Command('check')
    .description('test your own configuration: what fails, which line is responsible, and a verified fix')
    .argument(
      '[config...]',
      'configurations of a proxy, files or folders: whole, or a piece of it; `sse-compat list` names the proxies; - reads standard input',
    )
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(visibleLines(text)) })
  for (const option of checkOptions()) command.addOption(option)
  command.addOption(formatOption('text, json, junit, sarif, github, gitlab, csv, summary, badge or badge-svg'))
  return command.action(async (configs: string[], options: Options) => {
    requireSense(configs, options, givenBeside(command))
    if (options.showSecrets) revealSecrets()
    if (!options.color) disableColour(process.env)
    const interrupt = createInterrupt()
    if (options.last) process.exitCode = await showLastCheck(options)
    else if (options.watch) await watch(configs[0] ?? '', options, interrupt)
    else process.exitCode = await checkAll(configs, options, interrupt)
  })
}

/** What a check that is only shown again has a use for. */
const FOR_SHOWING = ['last', 'json', 'format', 'output', 'quiet', 'verbose', 'color']

/** Flags of the other options that were typed. */
const givenBeside = (command: Command): string[] =>
  command.options
    .filter((one) => !FOR_SHOWING.includes(one.attributeName()))
    .filter((one) => command.getOptionValueSource(one.attributeName()) === 'cli')
    .map(({ long, flags }) => long ?? flags)

/** @param others options that were given, without those which `--last` shows a check with @throws SseCompatError `bad-option` for contradictory options */
function requireSense(configs: readonly string[], options: Options, others: readonly string[]): void {
  const { output, json, fix, watch, quiet, verbose, format, last } = options
  const refuse = (message: string, advice: string): never => {
    throw new SseCompatError('bad-option', message, { advice })
  }
  const forTesting = output === 'patch' ? [...others, '--output patch'] : others
  if (last && (configs.length > 0 || forTesting.length > 0))
    refuse(
      `--last shows the latest check, and tests and writes nothing: ${[...forTesting, ...configs].join(', ')} would have no effect`,
      'Take --json, --quiet, --format or --output <file> with it.',
    )
  if (!last && configs.length === 0)
    refuse(
      'check needs a configuration',
      'Give files or folders, or - for standard input; --last shows the latest check.',
    )
  if (configs.includes(''))
    refuse('one of the given configurations has an empty name', 'A variable without a value? Give files or folders.')
  const isPiped = configs.includes(STANDARD_INPUT)
  if (isPiped && configs.length > 1) refuse('- stands alone', 'Give files, or standard input.')
  if (isPiped && fix) refuse('--fix cannot write standard input', 'Give the file, or take --output patch.')
  if (isPiped && watch) refuse('--watch cannot watch standard input', 'Give the file.')
  if (watch && configs.length > 1) refuse('--watch watches one file or folder', 'Give the folder that holds them.')
  if (format.length > 0 && configs.length > 1)
    refuse('--format writes the report of one configuration', 'Give the folder that holds them, or take --json.')
  if (json && (quiet || verbose)) refuse('--json is the whole report', 'Leave out --quiet and --verbose.')
  if (output === 'patch' && (json || fix || watch))
    refuse('--output patch prints the patch and nothing else', 'Leave out --json, --fix, --dry-run and --watch.')
}

async function checkAll(configs: readonly string[], options: Options, interrupt: Interrupt): Promise<number> {
  const [only, ...others] = configs
  if (only === undefined || others.length > 0) return checkSeveral(configs, options, interrupt)
  const write = await reportWriter(options)
  const { printed, text, patch, code } = await checkOne(only, options, interrupt, [])
  if (patch !== undefined) printPatch(patch)
  await write(printed, text)
  return code
}

/**
 * Checks one after the other: concurrent checks would only make each slower. For a configuration that cannot be tested the reason
 * is printed; the others are still tested.
 */
async function checkSeveral(configs: readonly string[], options: Options, interrupt: Interrupt): Promise<number> {
  const { json, output } = options
  const reports: PrintedReport[] = []
  const texts: string[] = []
  const kept: Kept[] = []
  let code = 0
  requirePaths(configs)
  for (const config of configs) {
    if (interrupt.signal.aborted) break
    try {
      const done = await checkOne(config, options, interrupt, kept)
      code = Math.max(code, done.code)
      reports.push(done.printed)
      if (done.patch !== undefined) printPatch(done.patch)
      else if (!json && output === undefined) process.stdout.write(done.text('terminal'))
      else if (!json) texts.push(done.text('file'))
    } catch (error) {
      code = Math.max(code, tellError(error, WORDING))
    }
  }
  if (json) texts.push(`${visibleJson(JSON.stringify({ schema: 2, reports }, null, 2))}\n`)
  if (output === undefined) process.stdout.write(texts.join(''))
  else if (output !== 'patch') await writeOutput(output, texts.join(''))
  return code
}

interface Done {
  readonly printed: PrintedReport
  readonly text: TextFor
  /** Printed instead of the text. */
  readonly patch?: Buffer
  readonly code: number
}

interface Kept extends KeptCheck {
  readonly code: number
}

/** @param kept what this command checked before: kept together with it */
async function checkOne(config: string, options: Options, interrupt: Interrupt, kept: Kept[]): Promise<Done> {
  const { output, json, quiet, verbose, fix, dryRun, narrower, expect: expected } = options
  // For a program that reads the document nothing else is printed; a person at a terminal sees progress.
  const isSilent = quiet || (json && process.stderr.isTTY !== true)
  const kind = isSilent ? 'none' : verbose || output === 'patch' ? 'line' : 'one-line'
  using progress = startCheckProgress({ stream: process.stderr, kind })
  const checked = await checkOnce(config, options, progress.tell, interrupt)
  const { report, given, names } = checked
  const files = fix && !report.interrupted ? await applyRemedies(report, given, names, { narrower, dryRun }) : []
  const marked = withLeftOut(report, given, names, narrower)
  const whole: CheckReport = {
    ...marked,
    notes: [...marked.notes, ...expectationNotes({ ...report, expected })],
    ...(expected.length > 0 ? { expected } : {}),
    written: dryRun ? [] : files,
  }
  const code = exitCodeOf(whole)
  const printed = redactedReport(whole)
  kept.push({ printed, change: changeFor(checked, options), code })
  const last = { checks: kept.map(({ printed, change }) => ({ printed, change })), code: worstOf(kept) }
  // What shows secrets is not stored.
  const isKept = !options.showSecrets && (await keepLastCheck(last, lastCheckFile()))
  const ending = { code, wouldWrite: dryRun ? files : undefined, isKept }
  const text: TextFor = (where) => textOf({ ...checked, report: whole }, printed, options, ending, where)
  if (output !== 'patch') return { printed, text, code }
  const patch = report.interrupted ? Buffer.of() : patchOf(report, given, names, narrower)
  if (patch.length === 0) progress.tell('no change of the configuration was verified to help: there is no patch')
  return { printed, text, patch, code }
}

const worstOf = (kept: readonly Kept[]): number => Math.max(...kept.map(({ code }) => code))

/** Prints the exact bytes, for another program; on a terminal, control characters are made visible. */
function printPatch(patch: Buffer): void {
  process.stdout.write(process.stdout.isTTY ? patch.toString().split('\n').map(visible).join('\n') : patch)
}

async function watch(config: string, options: Options, interrupt: Interrupt): Promise<void> {
  const { signal } = interrupt
  for await (const _ of watchFiles(config, signal)) {
    try {
      process.exitCode = await checkAll([config], options, interrupt)
    } catch (error) {
      // The file may have been saved partly, or the configuration is refused: the next save may be valid.
      tellError(error, WORDING)
    }
    if (!signal.aborted) process.stderr.write('\nwaiting for a file to be saved (Ctrl-C ends it)\n')
  }
}
