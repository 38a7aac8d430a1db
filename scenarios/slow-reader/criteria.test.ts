/** What became of a stream whose client did not read for a while: recorded runs with other figures of bytes. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Fact, Finding, Trace } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

const golden = (name: string): Promise<Trace> => readTrace(join(import.meta.dirname, 'traces', `${name}.h1.jsonl`))
const [control, faithful] = await Promise.all([golden('control'), golden('faithful')])
const TOLERANCE = scenario.stallTolerance

interface Otherwise {
  readonly taken?: Readonly<Record<string, unknown>>
  readonly waited?: Readonly<Record<string, unknown>>
  readonly end?: Readonly<Record<string, unknown>>
  readonly stall?: number
}

function judged(id: string, { taken, waited, end, stall }: Otherwise, trace = faithful, beside = control): Finding {
  const facts = trace.facts.map((fact): Fact => {
    if (fact.fact === 'end') return { ...fact, ...end } as Fact
    if (fact.fact !== 'act') return fact
    const more = fact.name === 'taken' ? taken : fact.name === 'waited' ? waited : {}
    return { ...fact, detail: { ...fact.detail, ...more } } as Fact
  })
  const last = facts.at(-1)?.t ?? 0
  const stalls: Fact[] = stall === undefined ? [] : [{ t: last, side: 'harness', fact: 'stall', ms: stall }]
  const criterion = criteria.find((one) => one.id === id)
  const found = criterion?.judge(
    judgedBy(scenario, { ...trace, facts: [...facts, ...stalls] }),
    judgedBy(scenario, beside),
  )
  if (found === undefined) throw new Error(`no criterion ${id}`)
  return found
}

const SENT = 8_126_531
const OTHER = { digest: 'other' }

describe('when the client reads again', () => {
  it.for<readonly [string, Otherwise, Partial<Finding>]>([
    ['all of it arrived', {}, { observed: 'whole', measures: { received: { value: SENT, unit: 'bytes' } } }],
    ['as much, but other bytes', { waited: OTHER }, { observed: 'altered' }],
    ['more than was sent', { waited: { ...OTHER, received: SENT + 1 } }, { observed: 'altered' }],
    ['less than was sent', { waited: { ...OTHER, received: SENT - 1 } }, { observed: 'lost' }],
    [
      'less, while the event loop stalled',
      { waited: { ...OTHER, received: 5 }, stall: 1.1 * TOLERANCE },
      { outcome: 'noisy' },
    ],
    ['less, and then it was closed', { waited: { received: 5 }, end: { message: 'cut' } }, { observed: 'cut' }],
    ['less, and then it goes on', { waited: { received: 5, rest: 'going-on' } }, { outcome: 'not-applicable' }],
    ['it goes on, after half a stall', { waited: { rest: 'going-on' }, stall: 0.6 * TOLERANCE }, { outcome: 'noisy' }],
    ['it goes on, after less', { waited: { rest: 'going-on' }, stall: 0.4 * TOLERANCE }, { outcome: 'not-applicable' }],
    [
      'it was closed after a pause that was longer than intended',
      { waited: { received: 5 }, end: { message: 'cut' }, stall: 0.6 * TOLERANCE },
      { outcome: 'noisy' },
    ],
  ])('%s', ([, otherwise, expected]) => {
    expect(judged('intact', otherwise)).toMatchObject(expected)
  })
})

describe('while the client does not read', () => {
  it('what the kernel holds is not the proxy’s', () => {
    const { held, 'in kernel buffers': kernel } = judged('bounded', {}).measures
    expect(kernel?.value).toBe(3_929_201 + 3_897_362)
    expect(held?.value).toBeLessThan(300_000)
  })

  it('where the kernel’s part is unknown, what was accepted without a proxy is taken off', () => {
    const unknown = { taken: { bytes: 9_000_000, fromOrigin: undefined } }
    const beside = { ...control, facts: control.facts.map((fact) => withBytes(fact, 6_000_000)) }
    const found = judged('bounded', unknown, faithful, beside)
    expect(found).toMatchObject({ observed: 'backpressure', actual: '3,000,000 bytes more than without a proxy' })
    expect(found.measures).not.toHaveProperty('held')
    const less = { ...control, facts: control.facts.map((fact) => withBytes(fact, 10_000_000)) }
    expect(judged('bounded', unknown, faithful, less).actual).toBe('0 bytes more than without a proxy')
  })

  it('a proxy that closes its upstream connection is neither, and nothing is known after a long pause', () => {
    expect(judged('bounded', { taken: { gone: true } }).outcome).toBe('not-applicable')
    expect(judged('bounded', { taken: { gone: true }, stall: 0.6 * TOLERANCE }).outcome).toBe('noisy')
    expect(judged('bounded', { stall: 0.6 * TOLERANCE }).outcome).toBe('pass')
    expect(judged('bounded', { taken: { all: true }, stall: 1.1 * TOLERANCE }).observed).toBe('absorbs')
  })
})

const withBytes = (fact: Fact, bytes: number): Fact =>
  fact.fact === 'act' && fact.name === 'taken' ? { ...fact, detail: { ...fact.detail, bytes } } : fact
