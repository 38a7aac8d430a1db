/** A block of the page → traces. Pure. */
import type { Fact } from '../../../../harness/model/index.ts'
import type { PackedFact, PackedTrace, PackedTraces } from './packed.ts'

/** A fact with its index in the whole trace. */
export type IndexedFact = Fact & { readonly index: number }

export interface ShownTrace {
  readonly facts: readonly IndexedFact[]
  /** The rate of the proxy's clock. */
  readonly clock: number
  /** Facts of the whole trace: the middle of a long one is not in the page. */
  readonly length: number
}

export function unpackTraces(packed: PackedTraces): ShownTrace[] {
  return packed.traces.map((trace) => unpackTrace(packed, trace))
}

function unpackTrace(packed: PackedTraces, { facts, clock = 1, tail, length = facts.length }: PackedTrace): ShownTrace {
  const head = tail === undefined ? facts.length : facts.length - (length - tail)
  let t = 0
  const unpacked = facts.map((fact, position) => {
    t += Number(fact[0] ?? 0)
    const index = position < head ? position : position - head + (tail ?? 0)
    return { ...unpackFact(packed, fact, t / 100), index }
  })
  return { facts: unpacked, clock, length }
}

function unpackFact({ strings, who, shapes }: PackedTraces, row: PackedFact, t: number): Fact {
  const [side, client, attempt, connection, exchange] = who[Number(row[1])] ?? []
  const [name, ...fields] = shapes[Number(row[2])] ?? []
  const values = fields.map((field, index) => {
    const value = row[index + 3]
    if (field.startsWith('n')) return [field.slice(1), value]
    const text = strings[Number(value)] ?? ''
    return [field.slice(1), field.startsWith('j') ? JSON.parse(text) : text]
  })
  const key = { side, ...(client === undefined ? {} : { client, attempt }) }
  const origin = connection === undefined ? {} : { connection, exchange }
  return { ...key, ...origin, t, fact: name, ...Object.fromEntries(values) } as Fact
}

/** A trace file that the reader opened from disk. @throws Error with a sentence for people */
export function readTraceFile(text: string): ShownTrace {
  const lines = text.trimEnd().split('\n')
  const parsed = lines.map((line, index) => {
    try {
      return JSON.parse(line) as Record<string, unknown>
    } catch {
      throw new Error(`this is no trace: line ${index + 1} is not JSON`)
    }
  })
  const [header, ...rest] = parsed
  if (typeof header?.cell !== 'string' || rest.length === 0) throw new Error('this is no trace: it has no header')
  const facts = rest.slice(0, -1).map((fact, index) => ({ ...(fact as unknown as Fact), index }))
  return { facts, clock: typeof header.clock === 'number' ? header.clock : 1, length: facts.length }
}
