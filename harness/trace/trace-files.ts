/**
 * Traces on disk. During a run, each trace is a JSONL file: the header, then one fact per line, and `{ outcome, took }` as the
 * last line. A file without the last line was interrupted and counts as incomplete. After the run: `trace-packs.ts`.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CellId, type Fact, SseCompatError, type Trace } from '../model/index.ts'
import { packed } from './off-heap.ts'
import { parseTrace } from './parse-trace.ts'
import { PACK_SUFFIX, readPack, tracesIn } from './trace-packs.ts'

/** Maximum length of a file name: common file systems allow 255 bytes, and a temporary suffix is added. */
const LONGEST_NAME = 200

/**
 * File name of a test case's trace: `/` becomes `_`. An id for which that would be ambiguous or unsafe also gets a part of its
 * hash, and a retry its number.
 */
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

/** The folders that this process has written a trace to. */
const made = new Set<string>()

/** Of one file. A run of everything has less than 100,000 in one; a file from somebody else may be made to exhaust memory. */
const MAX_LINES = 1_000_000

/**
 * Writes the whole trace or nothing. The traces of earlier tries are kept; an earlier control is replaced. Creates the folder if
 * it does not exist when this process first writes to it.
 * @returns path of the file
 */
export async function writeTrace(folder: string, trace: Trace): Promise<string> {
  const { facts, outcome, took, ...header } = trace
  const lines = [header, ...facts, { outcome, took }].map((line) => JSON.stringify(line))
  const file = join(folder, traceFileName(trace.cell, triesBefore(trace)))
  const draft = `${file}.${process.pid}.tmp`
  if (!made.has(folder)) await mkdir(folder, { recursive: true })
  made.add(folder)
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
 * @throws SseCompatError `bad-trace` with file:line for a file that is not a complete trace, `newer-trace` for a newer schema,
 * `no-trace` where the file does not exist
 */
export async function readTrace(file: string): Promise<Trace> {
  return parseTrace(await read(() => readWhole(file), file), file)
}

/** The facts of a trace's file, which was written by this run. */
export const factsIn = (file: string): readonly Fact[] => parseTrace(readFileSync(file, 'utf8'), file).facts

export interface Traces {
  /** In the order of their file names; each try of a test case occurs once. */
  readonly traces: readonly Trace[]
  /** File name of each trace in its folder. */
  readonly files: ReadonlyMap<Trace, string>
  readonly unreadable: readonly { readonly file: string; readonly message: string }[]
}

/**
 * Reads all traces of a folder. An unreadable one is reported, and the others are still read.
 * @throws SseCompatError `no-trace` where the folder does not exist
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
    // A trace is in both places where a run was killed while it packed. The single file is certainly complete.
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

/** Parses all traces in a file's text. @param report receives the error of each that cannot be parsed */
export function* parseTraces(text: string, file: string, report: (error: unknown) => void): Iterable<Trace> {
  if (hasMoreLines(text, MAX_LINES)) {
    const advice = 'Restore it, or run again.'
    report(new SseCompatError('bad-trace', `it has more than ${MAX_LINES} lines`, { where: file, advice }))
    return
  }
  for (const one of tracesIn(text)) {
    try {
      yield packed(parseTrace(one.text, file, one.before))
    } catch (error) {
      report(error)
    }
  }
}

function hasMoreLines(text: string, most: number): boolean {
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) if (++lines > most) return true
  return false
}

/** A retried control replaces the previous one. */
export const triesBefore = ({ kind, earlierTries }: Pick<Trace, 'kind' | 'earlierTries'>): number =>
  kind === 'control' ? 0 : earlierTries

/** Reading from a pipe would never end. */
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
