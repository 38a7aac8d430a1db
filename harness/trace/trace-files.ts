/**
 * Traces on disk. While a run goes on: one JSONL file each. First line the header, then one fact a line, last line `{ outcome, took }`.
 * A file without its last line was interrupted and is never taken for a whole one. Afterwards: `trace-packs.ts`.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CellId,
  type Fact,
  SseCompatError,
  type Trace,
  type TraceHeader,
  type TraceState,
} from '../model/index.ts'
import { packed } from './off-heap.ts'
import { migrated, type Stored, type Versions } from './schema-versions.ts'
import { PACK_SUFFIX, readPack, tracesIn, withTimes } from './trace-packs.ts'

/** Of the header. 2: `kind`; before that only the question of a control told it apart. */
const VERSIONS: Versions = {
  what: 'trace',
  steps: [(header) => ({ ...header, kind: String(header.question).startsWith('control/') ? 'control' : 'route' })],
}

/** The longest file name that is given; common file systems end at 255 bytes, and a temporary suffix comes on top. */
const LONGEST_NAME = 200

/** File name of a cell's trace: `/` becomes `_`; ids for which that would not be unique or safe get a piece of their hash. A retry has its number in it. */
export function traceFileName(cell: CellId, triesBefore = 0): string {
  if (triesBefore > 0) return traceFileName(cell).replace(/\.jsonl$/, `~try-${triesBefore + 1}.jsonl`)
  const safe = cell
    .replaceAll('/', '_')
    .replace(/[^A-Za-z0-9._@+-]/g, '-')
    .replace(/^\./, '-')
  const plain = `${safe}.jsonl`
  const faithful = !cell.includes('_') && safe.replaceAll('_', '/') === cell
  if (faithful && plain.length <= LONGEST_NAME) return plain
  const tail = `~${createHash('sha256').update(cell).digest('hex').slice(0, 8)}.jsonl`
  return safe.slice(0, LONGEST_NAME - tail.length) + tail
}

/**
 * Writes a trace whole or not at all, beside those of earlier tries, and over an earlier control; makes the folder where it is missing.
 * @returns path of the file
 */
export async function writeTrace(folder: string, trace: Trace): Promise<string> {
  const { facts, outcome, took, ...header } = trace
  const lines = [header, ...facts, { outcome, took }].map((line) => JSON.stringify(line))
  const file = join(folder, traceFileName(trace.cell, triesBefore(trace)))
  const draft = `${file}.${process.pid}.tmp`
  await mkdir(folder, { recursive: true })
  try {
    await writeFile(draft, `${lines.join('\n')}\n`)
    await rename(draft, file)
  } catch (cause) {
    await rm(draft, { force: true })
    throw cause
  }
  return file
}

/**
 * @throws SseCompatError `bad-trace` with file:line for a file that is no whole trace, `newer-trace` for one of a newer
 *   schema, `no-trace` where there is no such file
 */
export async function readTrace(file: string): Promise<Trace> {
  return parseTrace(await read(() => readWhole(file), file), file)
}

export interface Traces {
  /** In the order of their file names; each try of a test case once. */
  readonly traces: readonly Trace[]
  /** Name of each trace's file, in its folder. */
  readonly files: ReadonlyMap<Trace, string>
  readonly unreadable: readonly { readonly file: string; readonly message: string }[]
}

/**
 * Reads every trace of a folder. One that cannot be read does not stop it, but is reported.
 * @throws SseCompatError `no-trace` where there is no such folder
 */
export async function readTraces(
  folder: string,
  onRead: (done: number, total: number) => void = () => {},
): Promise<Traces> {
  const names = await read(() => readdir(folder), folder)
  const found = new Map<string, { readonly trace: Trace; readonly name: string }>()
  const unreadable: { file: string; message: string }[] = []
  const files = names.filter((entry) => /\.jsonl(?:\.zst)?$/.test(entry)).sort(packsFirst)
  for (const [index, name] of files.entries()) {
    const file = join(folder, name)
    onRead(index + 1, files.length)
    const report = (error: unknown): void => {
      if (!(error instanceof SseCompatError)) throw error
      unreadable.push({ file, message: `${error.where ?? file}: ${error.message}` })
    }
    const text = await readText(file).catch(report)
    if (text === undefined) continue
    // In both where a run was killed while it packed: the single file is the one that was certainly whole.
    for (const trace of parseTraces(text, file, report))
      found.set(`${traceFileName(trace.cell, triesBefore(trace))} ${trace.shard ?? ''}`, { trace, name })
  }
  const inOrder = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
  return {
    traces: inOrder.map(({ trace }) => trace),
    files: new Map(inOrder.map(({ trace, name }) => [trace, name])),
    unreadable,
  }
}

const packsFirst = (a: string, b: string): number =>
  Number(b.endsWith(PACK_SUFFIX)) - Number(a.endsWith(PACK_SUFFIX)) || (a < b ? -1 : 1)

const readText = (file: string): Promise<string> =>
  file.endsWith(PACK_SUFFIX) ? read(() => readPack(file), file) : read(() => readWhole(file), file)

/** Every trace of a file's text, one after the other. @param report gets the error of each that cannot be read */
export function* parseTraces(text: string, file: string, report: (error: unknown) => void): Iterable<Trace> {
  for (const one of tracesIn(text)) {
    try {
      yield packed(parseTrace(one.text, file, one.before))
    } catch (error) {
      report(error)
    }
  }
}

/** A control that runs again takes the place of the one before it. */
export const triesBefore = ({ kind, playedBefore }: Pick<Trace, 'kind' | 'playedBefore'>): number =>
  kind === 'control' ? 0 : playedBefore

/** Reading from a pipe would wait for ever. */
async function readWhole(file: string): Promise<string> {
  if (!(await stat(file)).isFile()) throw Object.assign(new Error('not a file'), { code: 'not a file' })
  return readFile(file, 'utf8')
}

async function read<Content>(doRead: () => Promise<Content>, path: string): Promise<Content> {
  try {
    return await doRead()
  } catch (cause) {
    if (cause instanceof SseCompatError) throw cause
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new SseCompatError('no-trace', `cannot be read (${why})`, {
      where: path,
      advice: 'Name the folder of a run, or a trace file in it.',
      cause,
    })
  }
}

/** @param file for messages @param before lines before it in the file @throws SseCompatError `bad-trace`, `newer-trace` */
export function parseTrace(text: string, file: string, before = 0): Trace {
  const lines = text.split('\n')
  const cutShort = lines.pop() !== ''
  const bad = (line: number, message: string) =>
    new SseCompatError('bad-trace', message, {
      where: `${file}:${before + line}`,
      advice: 'Run the cell again; a file that was edited or cut cannot be judged.',
    })
  const parsed = lines.map((line, index) => {
    const value = parseObject(line)
    if (value === undefined) throw bad(index + 1, 'this line is not a JSON object')
    return value
  })
  const [stored, ...rest] = parsed
  if (stored === undefined) throw bad(1, 'the file has no whole line')
  const first = migrated(stored, VERSIONS, `${file}:${before + 1}`)
  const missing = first && Object.entries(HEADER_SHAPE).find(([key, type]) => kindOf(first[key]) !== type)
  if (first === undefined || missing !== undefined) {
    throw bad(1, `this is no trace header (${missing === undefined ? 'schema' : missing[0]} is missing or wrong)`)
  }
  const last = rest.pop()
  if (cutShort || last === undefined || kindOf(last.outcome) !== 'object' || typeof last.took !== 'number') {
    throw bad(lines.length + (cutShort ? 1 : 0), 'the trace has no end: its recording was interrupted')
  }
  if (!isOutcome(last.outcome as Record<string, unknown>)) {
    throw bad(lines.length, 'this is no outcome (a state, and what it says, are needed)')
  }
  if (!isSettings(first.settings) || !(first.route as unknown[]).every(isHop) || !isKind(first)) {
    throw bad(1, 'this is no trace header (kind, route or settings is wrong)')
  }
  const facts = withTimes(rest)
  const strange = facts.findIndex((fact) => !isFact(fact))
  if (strange !== -1) throw bad(strange + 2, 'this line is not a fact (side, t and fact are needed)')
  return {
    ...(first as unknown as TraceHeader),
    facts: facts as unknown as Fact[],
    outcome: last.outcome as TraceState,
    took: last.took,
  }
}

/** What a header needs to be used at all; the rest is as its schema says. */
const HEADER_SHAPE: Readonly<Record<Exclude<keyof TraceHeader, 'schema' | 'clock' | 'shard'>, string>> = {
  kind: 'string',
  cell: 'string',
  question: 'string',
  scenario: 'string',
  scenarioVersion: 'number',
  axes: 'object',
  route: 'array',
  runtime: 'string',
  playedBefore: 'number',
  startedAt: 'string',
  settings: 'object',
}

function isFact(value: Record<string, unknown>): boolean {
  const sides: readonly unknown[] = ['client', 'origin', 'harness']
  return sides.includes(value.side) && typeof value.t === 'number' && typeof value.fact === 'string'
}

/** Texts that belong to each state. */
const OUTCOMES: Readonly<Record<TraceState['state'], readonly string[]>> = {
  complete: [],
  refused: ['message'],
  'proxy-died': ['message', 'logs'],
  skipped: ['because'],
  broken: ['stage', 'message', 'logs'],
}

function isOutcome(outcome: Record<string, unknown>): boolean {
  const state = String(outcome.state)
  return Object.hasOwn(OUTCOMES, state) && hasTexts(outcome, OUTCOMES[state as TraceState['state']])
}

const isKind = ({ kind }: Stored): boolean => kind === 'control' || kind === 'route'

const isHop = (hop: unknown): boolean =>
  hasTexts(hop, ['proxy', 'profile', 'build', 'version']) && Array.isArray((hop as { replaced?: unknown }).replaced)

const isSettings = (settings: unknown): boolean => {
  const { timers } = settings as { timers?: unknown }
  return Array.isArray(timers) && timers.every((timer) => typeof (timer as { ms?: unknown } | null)?.ms === 'number')
}

const hasTexts = (value: unknown, names: readonly string[]): boolean =>
  kindOf(value) === 'object' && names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string')

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return kindOf(value) === 'object' ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
