/**
 * The traces of one profile on one build in one compressed file: JSON lines as in single files, one trace after the other, in one
 * zstd frame. A fact's time is stored as the difference to the previous fact (`dt`), which saves a sixth.
 */
import { createHash } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib'
import { type CellId, type Fact, SseCompatError, sayError, type Trace } from '../model/index.ts'

const compress = promisify(zstdCompress)

export const PACK_SUFFIX = '.jsonl.zst'

/** Measured on a run of 10,308 test cases: 8.4 % of the size. Level 12 takes three times as long for 2 % less, while the user waits. */
const LEVEL = 9
/** Bytes, unpacked. The largest one of a run of everything has 8 MB; a file from somebody else may be made to exhaust memory. */
const LARGEST = 500_000_000

/** Maximum length of a file name: common file systems allow 255 bytes, and a temporary suffix is added. */
const LONGEST_NAME = 200

/** Name of the file that contains a test case's trace: `nginx_defaults@nginx-1.26.3-debian-trixie@local.jsonl.zst`, `control.jsonl.zst`. */
export function packName(cell: CellId): string {
  const [question = '', ...where] = cell.split('@')
  const parts = question.split('/')
  const subject = parts[0] === 'control' ? 'control' : [parts.slice(0, 2).join('/'), ...where].join('@')
  const safe = subject
    .replaceAll('/', '_')
    .replace(/[^A-Za-z0-9._@+-]/g, '-')
    .replace(/^\./, '-')
  const faithful = !subject.includes('_') && safe.replaceAll('_', '/') === subject
  const plain = `${safe}${PACK_SUFFIX}`
  if (faithful && plain.length <= LONGEST_NAME) return plain
  const tail = `~${createHash('sha256').update(subject).digest('hex').slice(0, 8)}${PACK_SUFFIX}`
  return safe.slice(0, LONGEST_NAME - tail.length) + tail
}

/** Traces as lines; the inverse is `tracesIn`. */
export function packLines(traces: readonly Trace[]): string {
  return traces
    .map((trace) => linesOf(trace).join('\n'))
    .join('\n')
    .concat('\n')
}

function linesOf({ facts, outcome, took, ...header }: Trace): string[] {
  let before = 0
  const rows = facts.map(({ t, ...fact }) => {
    const dt = microseconds(t) - before
    before += dt
    return JSON.stringify({ dt: dt / 1000, ...fact })
  })
  return [JSON.stringify(header), ...rows, JSON.stringify({ outcome, took })]
}

/** Time as the last field of a fact, as `record` writes it. A brace after the number would close an object inside the fact. */
const TIME_AT_END = /,"t":(-?\d+(?:\.\d+)?)\}$/

/** The same for the text of a trace's own file. Not to parse its facts saves a fifth of the time of packing, while the user waits. */
export function packText(text: string): string {
  const [header = '', ...lines] = text.trimEnd().split('\n')
  const last = lines.pop() ?? ''
  let before = 0
  const rows = lines.map((line) => {
    const [end, t] = TIME_AT_END.exec(line) ?? []
    const { t: time = Number(t), ...fact } = end === undefined ? (JSON.parse(line) as Fact) : {}
    const dt = microseconds(time) - before
    before += dt
    const row = end === undefined ? JSON.stringify(fact) : `${line.slice(0, -end.length)}}`
    return `{"dt":${dt / 1000},${row.slice(1)}`
  })
  return [header, ...rows, last, ''].join('\n')
}

const microseconds = (t: number): number => Math.round(t * 1000)

export const writePack = (file: string, traces: readonly Trace[]): Promise<void> => writeLines(file, packLines(traces))

/** @param files the traces' own files */
export async function packFiles(file: string, files: readonly string[]): Promise<void> {
  const texts = await Promise.all(files.map((one) => readFile(one, 'utf8')))
  await writeLines(file, texts.map(packText).join(''))
}

/** Writes the whole file or nothing. */
async function writeLines(file: string, lines: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`
  const params = { [constants.ZSTD_c_compressionLevel]: LEVEL }
  try {
    await writeFile(draft, await compress(lines, { params }))
    await rename(draft, file)
  } catch (cause) {
    await rm(draft, { force: true })
    throw cause
  }
}

/** @throws SseCompatError `bad-trace` where it is not one */
export async function readPack(file: string): Promise<string> {
  const content = await readFile(file)
  try {
    return zstdDecompressSync(content, { maxOutputLength: LARGEST }).toString()
  } catch (cause) {
    throw new SseCompatError('bad-trace', `this file cannot be unpacked: ${sayError(cause)}`, {
      where: file,
      advice: 'Restore it, or run again.',
      cause,
    })
  }
}

export interface TraceText {
  readonly text: string
  /** Number of lines before it in the file. */
  readonly before: number
}

/** Splits the text into traces; each begins with its header. */
export function tracesIn(text: string): TraceText[] {
  const starts = [...text.matchAll(/^\{"schema":/gm)].map(({ index }) => index)
  // Text before the first header is added to the first trace, so that it is reported as an error.
  const from = starts.length === 0 ? [0] : [0, ...starts.slice(1)]
  let before = 0
  return from.map((start, index) => {
    const one = text.slice(start, from[index + 1])
    const found = { text: one, before }
    before += one.split('\n').length - 1
    return found
  })
}

/** Converts `dt` to the time since the trace's start; facts that already have that time are not changed. */
export function withTimes(facts: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>>[] {
  let now = 0
  return facts.map((fact) => {
    if (typeof fact.dt !== 'number') return fact
    const { dt, ...rest } = fact
    now += microseconds(fact.dt)
    return { ...rest, t: now / 1000 }
  })
}
