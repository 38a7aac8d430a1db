/**
 * Traces kept as text outside of the heap: those of a whole matrix are hundreds of megabytes of small objects, and collecting
 * that garbage makes the harness stand still for longer than what it measures.
 */
import type { Fact, Trace } from '../model/index.ts'

/** What one verdict looks at, and a few more. */
const MOST_OPEN = 8

/** Facts that were read last, the latest at the end. */
const open = new Map<object, readonly Fact[]>()

/**
 * The same trace; its facts are parsed when they are asked for later on, and forgotten when others have been since. A control stays as
 * it is: there are few, and each is asked for with every cell of its question.
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

/** The same of one that is in a file: its facts are read from there again. A control stays as it is. */
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
  if (open.size > MOST_OPEN && oldest !== undefined) open.delete(oldest)
}
