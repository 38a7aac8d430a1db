/** The folder of one run: `run.json`, `traces/`, and the report in every format. */
import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Catalog } from '../matrix/catalog.ts'
import { buildsOf, needsOwnProxy } from '../matrix/plan.ts'
import type { CellId, Report } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { redactText } from '../redact/redact.ts'
import { visibleJson } from '../redact/visible-characters.ts'
import { type Traces, traceFileName, triesBefore } from '../trace/trace-files.ts'
import { assemble, evidenceFolder, type Run } from '../verdict/assemble-report.ts'
import type { Judge } from '../verdict/judge-once.ts'
import { expectationsOf } from './catalog-expectations.ts'
import { writeOwn } from './own-files.ts'
import type { Evidence } from './route-process.ts'
import { readRunFile, SCHEMA } from './run-file.ts'
import { textsOf } from './run-texts.ts'

const RUN_FILE = 'run.json'

/** Creates the folder of a run that starts now. @throws SseCompatError `unwritable` */
export async function makeRunFolder(reports: string, startedAt: Date): Promise<{ id: string; folder: string }> {
  const stamp = startedAt.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')
  try {
    await ensureFolder(reports)
    for (let n = 1; ; n += 1) {
      const id = n === 1 ? stamp : `${stamp}-${n}`
      const folder = join(reports, id)
      try {
        await mkdir(folder)
        await mkdir(join(folder, 'traces'))
        return { id, folder }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
    }
  } catch (error) {
    throw unwritable(reports, error)
  }
}

/** Like `mkdir -p`: Node's own `recursive` never returns below /proc. Another process may create the same folder at the same time. */
async function ensureFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return
  await ensureFolder(dirname(folder))
  if (!(await isFolder(folder))) throw Object.assign(new Error(`cannot make ${folder}`), { code: 'ENOENT' })
}

/** Creates it if it does not exist; false when its parent does not exist. */
async function isFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return false
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return true
    throw error
  }
}

function unwritable(where: string, error: unknown): SseCompatError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error)
  return new SseCompatError('unwritable', `cannot write the report (${code})`, {
    where,
    advice: 'Name another folder with --reports.',
  })
}

/** @param path relative to the folder */
async function writeWhole(folder: string, path: string, content: string): Promise<void> {
  const file = join(folder, path)
  try {
    await ensureFolder(dirname(file))
    await writeOwn(folder, file, content)
  } catch (error) {
    throw error instanceof SseCompatError ? error : unwritable(file, error)
  }
}

export const writeRun = (folder: string, run: Run): Promise<void> =>
  writeWhole(folder, RUN_FILE, `${visibleJson(JSON.stringify({ schema: SCHEMA, ...run }, null, 2))}\n`)

/** Stores the configuration as it ran and the proxy's log, both without secrets. */
export async function writeEvidence(folder: string, evidence: Evidence): Promise<void> {
  const place = placeOfEvidence(evidence)
  for (const [path, text] of Object.entries(evidence.files))
    await writeWhole(folder, join(place, path), redactText(text))
  await writeWhole(folder, join(place, 'output.log'), redactText(evidence.logs))
}

/** One folder for each profile and build; in it one for each other way in which the profile ran, and one for each hop of a chain. */
function placeOfEvidence({ cell, hop, position, tls, clock }: Evidence): string {
  const { scenario, profile, route } = cell
  const top = evidenceFolder(profile.proxy, profile.id, buildsOf(route))
  const way = [
    needsOwnProxy(cell) ? `own-${scenario.id}-${Object.values(cell.axes).join('-')}` : '',
    tls ? 'tls' : '',
    clock === 1 ? '' : `clock-x${clock}`,
  ].filter((part) => part !== '')
  const parts = [...way, ...(route.length > 1 ? [`${position + 1}-${hop.profile.proxy}-${hop.profile.id}`] : [])]
  return join(top, ...parts)
}

/** @throws SseCompatError as `readRunFile` */
export const readRun = (folder: string): Promise<Run> => readRunFile(join(folder, RUN_FILE))

/** Traces, and the file name of each in the folder of traces. */
export type Recorded = Pick<Traces, 'traces' | 'files'>

export interface ReportOptions {
  /** Default: `judge` itself. */
  readonly judgeTrace?: Judge
  /** Receives the name of each step when it begins. */
  readonly onStep?: ((what: string) => void) | undefined
  /** Once aborted, no further file is written, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** Judges, and writes the report in every format beside the traces. */
export async function writeReport(
  folder: string,
  run: Run,
  catalog: Catalog,
  { traces, files }: Recorded,
  { judgeTrace, onStep = () => {}, signal }: ReportOptions = {},
): Promise<Report> {
  const expectations = expectationsOf(catalog)
  signal?.throwIfAborted()
  onStep(`judging ${traces.length} traces`)
  const names = new Map([...files].map(([trace, name]) => [traceFileName(trace.cell, triesBefore(trace)), name]))
  const traceFile = (cell: CellId, before: number): string => `traces/${names.get(traceFileName(cell, before)) ?? ''}`
  const options = { run, scenarios: catalog.scenarios, expectations, traces, traceFile }
  const report = assemble({ ...options, ...(judgeTrace === undefined ? {} : { judgeTrace }) })
  const texts = textsOf(folder, catalog)
  const inOrder = traces.toSorted((a, b) => a.earlierTries - b.earlierTries)
  const byCell = new Map(inOrder.map((trace) => [trace.cell, trace]))
  for (const format of catalog.formats.filter(({ askedOnly }) => askedOnly !== true)) {
    onStep(`writing the report: ${format.id}`)
    for (const { path, content } of format.render(report, (cell) => byCell.get(cell), texts)) {
      signal?.throwIfAborted()
      await writeWhole(folder, path, content)
    }
  }
  return report
}
