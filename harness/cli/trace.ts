/** `sse-compat trace <case>`: the recorded facts of one test case, from a run's folder. */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { rerunCommand } from '../../reports/formats/html/model/rerun.ts'
import { REPORTS } from '../matrix/folders.ts'
import { type CriterionVerdict, namesIn, SseCompatError, type Trace } from '../model/index.ts'
import { visible, visibleJson } from '../redact/visible-characters.ts'
import { readReport } from '../run/report-file.ts'
import { readRun } from '../run/report-folder.ts'
import { readRunTraces } from '../run/run-archive.ts'
import { widthOf, wrapRow } from '../terminal/columns.ts'
import { triesBefore } from '../trace/trace-files.ts'
import { nearest } from './nearest.ts'
import { traceLines } from './trace-lines.ts'
import { namesFrom } from './trace-names.ts'

/** Each row stays one line. */
const ALL = Number.POSITIVE_INFINITY

export interface TraceOptions {
  /** Folder of a run. Default: the latest run. */
  readonly run?: string
  /** Number of the try, from 1. Default: the last. */
  readonly try?: number
  /** As stored: JSON lines. */
  readonly raw?: boolean
  /** Each fact on a line of its own. */
  readonly verbose?: boolean
  /** Width of the terminal; default: each row stays one line. */
  readonly columns?: number
}

/** @throws SseCompatError `no-run`, `no-trace`, `unknown-name`, `several-builds` */
export async function showTrace(name: string, options: TraceOptions): Promise<readonly string[]> {
  const folder = options.run === undefined ? await latestRun() : resolve(options.run)
  await readRun(folder)
  const { traces } = await readRunTraces(folder)
  const known = [...new Set(traces.map(({ question }) => question))]
  const isWhole = traces.some(({ cell, question }) => cell === name || question === name)
  const names = isWhole ? [] : namesFrom(name, known)
  if (names.length > 0 && options.raw !== true) return names.map(visible)
  const tries = triesOf(name, traces, folder)
  const chosen = options.try === undefined ? tries.at(-1) : tries.find((one) => triesBefore(one) + 1 === options.try)
  if (chosen === undefined) {
    const numbers = tries.map((one) => triesBefore(one) + 1).join(', ')
    throw new SseCompatError('no-trace', `${name} has no try ${options.try}`, {
      where: folder,
      advice: `Tries: ${numbers}.`,
    })
  }
  if (options.raw === true) return rawLines(chosen)
  // The report's evidence is of the last try.
  const findings = chosen === tries.at(-1) ? await findingsOf(chosen, folder) : []
  return lines(chosen, { tries, findings, every: options.verbose === true, columns: options.columns ?? ALL })
}

async function latestRun(): Promise<string> {
  const runs = existsSync(REPORTS)
    ? (await readdir(REPORTS)).filter((one) => existsSync(join(REPORTS, one, 'run.json')))
    : []
  const latest = runs.sort().at(-1)
  if (latest !== undefined) return join(REPORTS, latest)
  throw new SseCompatError('no-run', 'no run is there', {
    where: REPORTS,
    advice: 'Run one first, or name one with --run.',
  })
}

/** All tries of one test case. @param name with or without build and runtime */
function triesOf(name: string, traces: readonly Trace[], folder: string): readonly Trace[] {
  const found = traces.filter(({ cell, question }) => cell === name || question === name)
  const cells = [...new Set(found.map(({ cell }) => cell))]
  const [first, ...others] = cells
  if (first !== undefined && others.length === 0) return found.toSorted((a, b) => a.earlierTries - b.earlierTries)
  if (first !== undefined) {
    throw new SseCompatError('several-builds', `${name} ran on several builds`, {
      advice: `Name one: ${cells.join(', ')}.`,
    })
  }
  const known = [...new Set(traces.map(({ question }) => question))]
  const meant = nearest(name, known)
  throw new SseCompatError(
    'unknown-name',
    `no test case "${name}"${meant === undefined ? '' : ` — did you mean "${meant}"?`}`,
    {
      where: folder,
      advice: `The run has ${known.length} with its controls, e.g. ${known[0] ?? 'none'}. The beginning of a name lists those that begin with it.`,
    },
  )
}

/** What the run's report says of a test case; nothing where the report does not exist yet. */
async function findingsOf({ cell }: Trace, folder: string): Promise<readonly CriterionVerdict[]> {
  const file = join(folder, 'report.json')
  if (!existsSync(file)) return []
  const { cells, controls } = readReport(await readFile(file, 'utf8'), file)
  return [...cells, ...controls].find((one) => one.cell === cell)?.findings ?? []
}

interface Shown {
  readonly tries: readonly Trace[]
  readonly findings: readonly CriterionVerdict[]
  readonly every: boolean
  readonly columns: number
}

function lines(trace: Trace, { tries, findings, every, columns }: Shown): readonly string[] {
  const { cell, outcome, took, startedAt, clock = 1 } = trace
  const said = 'message' in outcome ? `: ${outcome.message}` : 'because' in outcome ? `: ${outcome.because}` : ''
  const head = [
    ...wrapRow('', visible(cell), columns),
    ...wrapRow('', visible(`${outcome.state}${said}; ${Math.round(took)} ms, ${startedAt}`), columns),
    ...(clock === 1 ? [] : [`the proxy's clock ran ${clock} times faster`]),
    ...againOf(trace, columns),
    ...(tries.length === 1 ? [] : [`try ${triesBefore(trace) + 1} of ${tries.length}; --try shows another`]),
    ...findingLines(findings, columns),
    '',
  ]
  const marked = new Set(findings.filter(isFailure).flatMap(({ evidence }) => evidence))
  return [...head, ...traceLines(trace, { marked, every, columns })]
}

const isFailure = ({ outcome }: CriterionVerdict): boolean => outcome === 'fail' || outcome === 'noisy'

const SAID: Readonly<Record<CriterionVerdict['outcome'], string>> = {
  pass: 'passes',
  fail: 'fails',
  noisy: 'inconclusive',
  measured: 'measured',
  'not-applicable': 'not applicable',
}

/** Failures first. */
function findingLines(findings: readonly CriterionVerdict[], columns: number): string[] {
  const ordered = [...findings.filter(isFailure), ...findings.filter((one) => !isFailure(one))]
  const width = Math.max(0, ...ordered.map(({ criterion }) => criterion.length))
  const rows = ordered.flatMap(({ criterion, outcome, actual }) =>
    wrapRow(`${SAID[outcome].padEnd(14)}  ${criterion.padEnd(width)}  `, visible(actual), columns),
  )
  return rows.length === 0 ? [] : ['', ...rows, ...(ordered.some(isFailure) ? ['', '→ evidence of a failure'] : [])]
}

/** The command that runs it again; a control runs with each test case that needs it. */
function againOf({ cell, axes }: Trace, columns: number): string[] {
  const names = namesIn(cell)
  if (names.proxy === '') return []
  const [label, command] = ['run it again: ', visible(rerunCommand({ ...names, axes }))]
  // A line end in it would be pasted as well.
  return widthOf(label + command) <= columns ? [label + command] : [label.trimEnd(), command]
}

function rawLines({ facts, outcome, took, ...header }: Trace): readonly string[] {
  return [header, ...facts, { outcome, took }].map((one) => visibleJson(JSON.stringify(one)))
}
