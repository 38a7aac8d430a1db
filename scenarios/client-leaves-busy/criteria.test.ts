import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Fact, Scenario } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { scenario as silent } from '../client-leaves-silent/scenario.ts'
import { scenario as busy } from './scenario.ts'
import { EVERY } from './streams.ts'

it.for<readonly [string, Scenario]>([
  ['client-leaves-busy', busy],
  ['client-leaves-silent', silent],
])('%s: what the proxy closed before the client disconnected is no detection', async ([id, { criteria }]) => {
  const read = await readTrace(join(import.meta.dirname, '..', id, 'traces', 'faithful.GET-h1-closes.jsonl'))
  const trace = read && { ...read, stallTolerance: 500 }
  const leave = trace?.facts.find((fact) => fact.fact === 'act' && fact.name === 'leave')
  if (trace === undefined || leave === undefined) throw new Error('no such trace')
  const facts = trace.facts.map((fact) => (fact.fact === 'peer-left' ? { ...fact, t: leave.t - 1 } : fact))
  expect(criteria[0]?.judge(trace, undefined).outcome).toBe('pass')
  expect(criteria[0]?.judge({ ...trace, facts }, undefined).outcome).toBe('not-applicable')
})

const recorded = await readTrace(join(import.meta.dirname, 'traces', 'faithful.GET-h1-closes.jsonl'))
const STALL_TOLERANCE = 500

/** The disconnect is noticed after so many writes, each `EVERY` ms after the one before, and `extra` ms later. */
function noticedAfter(writes: number, extra = 0, stall = 0) {
  const leave = recorded.facts.find((fact) => fact.fact === 'act' && fact.name === 'leave')?.t ?? Number.NaN
  const write = recorded.facts.find((fact) => fact.fact === 'sent')
  if (write === undefined) throw new Error('nothing was sent')
  const before = recorded.facts.filter(({ fact, t }) => fact !== 'stall' && (fact !== 'sent' || t < leave))
  const left = leave + writes * EVERY + extra + 1
  const facts: Fact[] = [
    ...before.map((fact) => (fact.fact === 'peer-left' ? { ...fact, t: left } : fact)),
    ...Array.from({ length: writes }, (_, n) => ({ ...write, t: leave + (n + 1) * EVERY })),
    { t: left, side: 'harness', fact: 'stall', ms: stall },
  ]
  return busy.criteria[0]?.judge({ ...recorded, facts, stallTolerance: STALL_TOLERANCE }, undefined)
}

it('the headline names the write on which the disconnect was detected', () => {
  const headlines = [0, 1, 2, 3, 4].map((writes) => noticedAfter(writes)?.headline)
  const on = (nth: string): string => `client disconnect detected on the ${nth} write`
  expect(headlines).toEqual([undefined, on('1st'), on('2nd'), on('3rd'), on('4th')])
  expect(noticedAfter(3)?.measures).toMatchObject({
    delay: { value: 3 * EVERY + 1 },
    'sent for nobody': { value: 3, unit: 'events' },
  })
})

it('a detection that the harness delayed by late writes is inconclusive', () => {
  expect(noticedAfter(2, 2 * EVERY, 1.5 * EVERY)?.outcome).toBe('noisy')
  expect(noticedAfter(2, 2 * EVERY, 0.5 * EVERY)?.outcome).toBe('pass')
  expect(noticedAfter(2, 0, 1.5 * EVERY)?.outcome).toBe('pass')
})

it('where an idle timeout closes the stream that stayed as well, nothing was detected', async () => {
  const read = await readTrace(
    join(import.meta.dirname, '..', 'client-leaves-silent', 'traces', 'faithful.GET-h1-closes.jsonl'),
  )
  const left = read.facts.find((fact) => fact.fact === 'peer-left')
  const leave = read.facts.find((fact) => fact.fact === 'act' && fact.name === 'leave')?.t ?? Number.NaN
  if (left === undefined) throw new Error('nobody left')
  const other = read.facts
    .flatMap((fact) => (fact.side === 'origin' ? [fact.client] : []))
    .find((one) => one !== left.client)
  const stayerLeft = (delays: number) =>
    silent.criteria[0]?.judge(
      {
        ...read,
        stallTolerance: STALL_TOLERANCE,
        facts: [...read.facts, { ...left, client: other, t: leave + delays * (left.t - leave) } as Fact],
      },
      undefined,
    )
  expect(stayerLeft(1.9)).toMatchObject({ outcome: 'not-applicable', dependsOn: 'heartbeat/quiet' })
  expect(stayerLeft(1.9)?.evidence).toHaveLength(1)
  expect(stayerLeft(2.1)?.outcome).toBe('pass')
})
