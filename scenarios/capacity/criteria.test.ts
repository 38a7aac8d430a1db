/** What is said of a limit, for figures and answers that no defect has: a recorded run with other details. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Fact, Finding, Trace } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

/** Eight streams on a connection of HTTP/2; the ninth gets none, another connection one more. */
const recorded: Trace = await readTrace(join(import.meta.dirname, 'traces', 'eight-per-connection.h2+tls.jsonl'))
const NINTH = 'stream-9'

interface Otherwise {
  readonly front?: string
  /** SETTINGS_MAX_CONCURRENT_STREAMS; negative for none. */
  readonly announced?: number
  readonly elsewhere?: Readonly<Record<string, unknown>>
  /** The facts of the client that got no event. */
  readonly ninth?: readonly Readonly<Record<string, unknown>>[]
  readonly stalled?: true
  readonly filled?: Readonly<Record<string, unknown>>
}

function judged(id: string, { front, announced, elsewhere, ninth, stalled, filled }: Otherwise = {}): Finding {
  const kept = recorded.facts.flatMap((fact): Fact[] => {
    if (fact.fact === 'settings') return [{ ...fact, maxConcurrentStreams: announced ?? fact.maxConcurrentStreams }]
    if (fact.fact === 'act' && fact.name === 'elsewhere')
      return [{ ...fact, detail: { ...fact.detail, ...elsewhere } } as Fact]
    if (fact.fact === 'act' && fact.name === 'filled')
      return [{ ...fact, detail: { ...fact.detail, ...filled } } as Fact]
    return ninth !== undefined && 'client' in fact && fact.client === NINTH ? [] : [fact]
  })
  const t = recorded.facts.at(-1)?.t ?? 0
  const more = (ninth ?? []).map(
    (fact) => ({ t, side: 'client', client: NINTH, attempt: 1, ...fact }) as unknown as Fact,
  )
  const stall: Fact[] = stalled ? [{ t, side: 'harness', fact: 'stall', ms: t }] : []
  const axes = { ...recorded.axes, ...(front === undefined ? {} : { front }) }
  const trace = judgedBy(scenario, { ...recorded, axes, facts: [...kept, ...more, ...stall] })
  const found = criteria.find((one) => one.id === id)?.judge(trace, undefined)
  if (found === undefined) throw new Error(`no criterion ${id}`)
  return found
}

describe('how many streams', () => {
  it.for<readonly [string, Otherwise, string, string]>([
    ['as many as announced', { announced: 8 }, 'as-announced', 'at most 8 concurrent streams on one connection'],
    ['fewer', { announced: 128 }, 'below-announced', 'at most 8 concurrent streams on one connection'],
    ['of all clients', { elsewhere: { streams: 0 } }, 'exhausted', 'at most 8 concurrent streams on one connection'],
    ['of an address', { elsewhere: { by: 'address' } }, 'exhausted', 'at most 8 concurrent streams on one connection'],
    ['of HTTP/1.1', { front: 'h1' }, 'exhausted', 'at most 8 concurrent streams'],
  ])('%s', ([, otherwise, observed, actual]) => {
    expect(judged('streams', otherwise)).toMatchObject({ observed, actual, headline: actual })
    expect(judged('streams', { ...otherwise, stalled: true }).outcome).toBe('noisy')
  })

  it('streams that had been closed meanwhile were not open at the same time', () => {
    const noLimit = { front: 'h1', filled: { streams: 420, beyond: '', lost: 60 } }
    expect(judged('streams', noLimit)).toMatchObject({
      observed: 'not-within-bound',
      actual: '360 concurrent streams served, no limit reached; 60 others had been closed meanwhile',
    })
    expect(judged('streams', { front: 'h1', filled: { lost: 2 } }).actual).toBe('at most 6 concurrent streams')
  })

  it('a message of the probe takes a place as a stream does, and is named', () => {
    const filled = { own: 1 }
    const actual = 'at most 9 concurrent streams (8, and a message of the probe)'
    expect(judged('streams', { front: 'h1', filled })).toMatchObject({ actual, measures: { streams: { value: 9 } } })
    const none = { by: 'address', streams: 0, all: 8 }
    expect(judged('counts', { front: 'h1', filled, elsewhere: none }).measures.all).toEqual({ value: 9, unit: 'count' })
    // Each connection is counted by itself, and it has one of its own.
    expect(judged('streams', { filled }).measures.streams).toEqual({ value: 8, unit: 'count' })
    expect(judged('streams', { filled: { ...filled, beyond: '' } }).measures.streams).toEqual({
      value: 8,
      unit: 'count',
    })
  })

  it('the announced number is a measure where there is one, on a shared connection', () => {
    expect(judged('streams', { announced: 0 }).measures.announced).toEqual({ value: 0, unit: 'count' })
    expect(judged('streams', { announced: -1 }).measures).not.toHaveProperty('announced')
    expect(judged('streams', { front: 'h1', announced: 128 }).measures).not.toHaveProperty('announced')
  })
})

describe('whose streams are counted', () => {
  const more = { by: 'address', streams: 412, all: 420, beyond: '' }
  it.for<readonly [string, Otherwise['elsewhere'], string]>([
    ['address', more, 'each address is counted by itself; 420 in all, no limit reached'],
    ['address', { ...more, beyond: 'stream-421' }, 'each address is counted by itself; 420 in all, no more'],
    ['connection', { ...more, by: 'connection' }, 'each connection is counted by itself'],
    ['all', { ...more, streams: 0 }, 'a client of another address gets none either'],
    ['all', { ...more, by: 'connection', streams: 0 }, 'a client on another connection gets none either'],
  ])('%s: %j', ([observed, elsewhere = {}, actual]) => {
    expect(judged('counts', { elsewhere })).toMatchObject({ observed, actual })
    const isFew = elsewhere.streams === 0
    expect(judged('counts', { elsewhere, stalled: true }).outcome).toBe(isFew ? 'noisy' : 'measured')
  })
})

it('there is room again some time after the last stream was closed, not after the order to close it', () => {
  const of = (more: number) => {
    const facts = recorded.facts.map((fact) =>
      'client' in fact && fact.client === 'after-1' ? { ...fact, t: fact.t + more } : fact,
    )
    const last = recorded.facts.findLast((fact) => fact.fact === 'closed' && fact.client === 'stream-8')
    const late = { ...last, client: 'stream-8', t: (last?.t ?? 0) + more } as Fact
    const trace = judgedBy(scenario, { ...recorded, facts: [...facts, late].sort((a, b) => a.t - b.t) })
    return Number(criteria.find(({ id }) => id === 'recovers')?.judge(trace, undefined).measures.roomAfter?.value)
  }
  expect(of(5000)).toBeLessThan(of(0) + 20)
})

describe('the first client beyond the limit', () => {
  const head = (status: number) => ({ fact: 'head', status, headers: [], raw: '' })
  it.for<readonly [string, Otherwise['ninth'] & {}]>([
    ['silent', [head(200)]],
    ['status', [head(503)]],
    ['status', [head(503), { fact: 'queued' }]],
    ['client-waits', [{ fact: 'queued' }]],
    ['waits', []],
    ['waits', [{ fact: 'end', byUs: true, message: 'none' }]],
    ['reset', [{ fact: 'end', byUs: false, message: 'none', reset: 7 }]],
    ['closed', [{ fact: 'end', byUs: false, message: 'none' }]],
  ])('%s: %j', ([observed, ninth]) => {
    const found = judged('next', { ninth })
    expect(found.observed).toBe(observed)
    const isOwnEnd = ninth.some((fact) => 'byUs' in fact && fact.byUs === true)
    expect(found.evidence).toHaveLength(isOwnEnd ? 0 : ninth.length)
  })
})
