/** Traces → a block of the page. Drops what another field repeats, and what is not shown: random padding, digests. Pure. */
import type { Fact, Trace } from '../../../../harness/model/index.ts'
import type { PackedFact, PackedTrace, PackedTraces } from '../model/packed.ts'
import { createTable } from '../model/table.ts'

/** Number of facts that are kept of the start of a longer trace, and of its end. */
const HEAD = 400
const TAIL = 200

/** Fields of every fact, which are in `who` and in the time. */
const COMMON = ['side', 'client', 'attempt', 'connection', 'exchange', 't', 'fact']
/** `raw` has them, or they only serve for comparison. */
const DROPPED = ['digest', 'headers', 'method', 'target', 'version', 'joinedBy']
/** Characters kept of the payload of an event or comment: it is random, and cannot be compressed. */
const PAYLOAD = 16

export function packTraces(traces: readonly Trace[]): PackedTraces {
  const strings = createTable<string>()
  const who = createTable<PackedTraces['who'][number]>()
  const shapes = createTable<readonly string[]>()

  const packFact = (fact: Fact, before: number): [PackedFact, number] => {
    const t = Math.round(fact.t * 100)
    const fields = Object.entries(fact).filter(([name]) => !COMMON.includes(name) && !DROPPED.includes(name))
    const shape = [fact.fact, ...fields.map(([name, value]) => `${typeOf(value)}${name}`)]
    const values = fields.map(([name, value]) => packValue(name, value))
    return [[t - before, who.indexOf(keyOf(fact)), shapes.indexOf(shape), ...values], t]
  }
  const packValue = (name: string, value: unknown): number | boolean => {
    if (typeof value === 'boolean') return value
    if (typeof value === 'number') return Math.round(value * 1000) / 1000
    const text = typeof value === 'string' ? shortened(name, value) : JSON.stringify(value)
    return strings.indexOf(text, text)
  }
  const packTrace = ({ facts, clock }: Trace): PackedTrace => {
    const isLong = facts.length > HEAD + TAIL
    const kept = isLong ? [...facts.slice(0, HEAD), ...facts.slice(-TAIL)] : facts
    let t = 0
    const packed = kept.map((fact) => {
      const [row, now] = packFact(fact, t)
      t = now
      return row
    })
    return {
      ...(clock === undefined ? {} : { clock }),
      ...(isLong ? { tail: facts.length - TAIL, length: facts.length } : {}),
      facts: packed,
    }
  }
  const packed = traces.map(packTrace)
  return { strings: strings.values, who: who.values, shapes: shapes.values, traces: packed }
}

const typeOf = (value: unknown): 's' | 'n' | 'j' =>
  typeof value === 'string' ? 's' : typeof value === 'number' || typeof value === 'boolean' ? 'n' : 'j'

function keyOf(fact: Fact): (string | number)[] {
  switch (fact.side) {
    case 'client':
      return ['client', fact.client, fact.attempt]
    case 'origin':
      return ['origin', fact.client, fact.attempt, fact.connection, fact.exchange]
    case 'harness':
      return ['harness']
  }
}

function shortened(name: string, text: string): string {
  if (name !== 'data' && name !== 'text' && name !== 'id') return text
  const isWords = /^[\x20-\x7e]{0,40}$/.test(text)
  return isWords && (name === 'id' || text.length <= PAYLOAD) ? text : `${text.slice(0, PAYLOAD)}…`
}
