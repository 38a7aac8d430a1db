/**
 * Stores traces as compressed text outside of the heap. Those of a whole matrix are hundreds of megabytes of small objects, and garbage
 * collection of them would stall the harness for longer than the times that it measures.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Fact, Trace } from '../model/index.ts'

/** Measured on a run of everything: a sixth of the size; a trace takes 0.06 ms each way, and parsing it 0.16 ms. */
const PARAMS = { [constants.ZSTD_c_compressionLevel]: 1 }
/** Number of traces whose facts stay parsed: what one verdict needs, and a few more. */
const MAX_OPEN = 8

/** The facts that were read last; the most recent ones are at the end. */
const open = new Map<object, readonly Fact[]>()

/**
 * Returns the same trace with its facts parsed on demand, and dropped when others have been read since. A control is returned as
 * it is: there are few, and each is needed for every test case of its question.
 */
export function packed(trace: Trace): Trace {
  if (trace.kind === 'control') return trace
  const { facts: all, ...rest } = trace
  const text = alone(zstdCompressSync(JSON.stringify(all), { params: PARAMS }))
  keepOpen(text, all)
  return {
    ...rest,
    get facts() {
      return unpacked(text)
    },
  }
}

/**
 * The result of a compression is a part of a larger buffer, and a copy of `Buffer.from` is a part of one that others use too: both
 * would stay in memory with it.
 */
function alone(part: Buffer): Buffer {
  const whole = Buffer.allocUnsafeSlow(part.length)
  part.copy(whole)
  return whole
}

/** The same for a trace in a file: its facts are read from the file on demand. A control is returned as it is. */
export function inFile(trace: Trace, reread: () => readonly Fact[]): Trace {
  if (trace.kind === 'control') return trace
  const { facts: all, ...rest } = trace
  keepOpen(reread, all)
  return {
    ...rest,
    get facts() {
      return opened(reread, reread)
    },
  }
}

const unpacked = (text: Buffer): readonly Fact[] =>
  opened(text, () => JSON.parse(zstdDecompressSync(text).toString()) as Fact[])

function opened(key: object, read: () => readonly Fact[]): readonly Fact[] {
  const facts = open.get(key) ?? read()
  keepOpen(key, facts)
  return facts
}

function keepOpen(key: object, facts: readonly Fact[]): void {
  open.delete(key)
  open.set(key, facts)
  const [oldest] = open.keys()
  if (open.size > MAX_OPEN && oldest !== undefined) open.delete(oldest)
}
