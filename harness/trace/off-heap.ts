/**
 * Stores traces as text outside of the heap. Those of a whole matrix are hundreds of megabytes of small objects, and garbage
 * collection of them would stall the harness for longer than the times that it measures.
 */
import type { Fact, Trace } from '../model/index.ts'

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
  const text = Buffer.from(JSON.stringify(all))
  keepOpen(text, all)
  return {
    ...rest,
    get facts() {
      return unpacked(text)
    },
  }
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

const unpacked = (text: Buffer): readonly Fact[] => opened(text, () => JSON.parse(text.toString()) as Fact[])

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
