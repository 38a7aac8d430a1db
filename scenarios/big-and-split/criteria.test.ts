/** Every part of an event is compared, and a slow body is no lost one: a recorded run with one thing changed. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Fact, Finding, Trace } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

const faithful: Trace = await readTrace(join(import.meta.dirname, 'traces', 'faithful.h1.jsonl'))
const second = faithful.facts.filter(({ fact }) => fact === 'event')[1]
if (second?.fact !== 'event') throw new Error('a second event')
const EVENT = second

type Edit = (fact: Fact) => readonly Fact[]
const changed =
  (fields: Readonly<Record<string, unknown>>): Edit =>
  (fact) => [fact === second ? ({ ...fact, ...fields } as Fact) : fact]
const waited =
  (detail: Readonly<Record<string, unknown>>): Edit =>
  (fact) => [
    fact.fact === 'act' && fact.name === 'waited' ? ({ ...fact, detail: { ...fact.detail, ...detail } } as Fact) : fact,
  ]
const ended =
  (fields: Readonly<Record<string, unknown>>): Edit =>
  (fact) => [fact.fact === 'end' ? ({ ...fact, ...fields } as Fact) : fact]

function judged(id: string, edit: Edit, stall = 0): Finding | undefined {
  const facts: Fact[] = faithful.facts.flatMap(edit)
  const t = facts.at(-1)?.t ?? 0
  if (stall > 0) facts.push({ t: t + stall, side: 'harness', fact: 'stall', ms: stall })
  return criteria.find((one) => one.id === id)?.judge(judgedBy(scenario, { ...faithful, facts }), undefined)
}

it.for<readonly [string, Edit, string, string]>([
  ['as it was sent', (fact) => [fact], 'as-sent', ' events: '],
  ['other data', changed({ data: 'x' }), 'altered', `event ${EVENT.id} is altered`],
  ['another size', changed({ size: EVENT.size + 1 }), 'altered', `event ${EVENT.id} is altered`],
  ['twice', (fact) => (fact === second ? [fact, fact] : [fact]), 'altered', `event ${EVENT.id} is altered`],
  ['another id', changed({ id: 'x' }), 'lost', `events missing: ${EVENT.id}`],
  ['never', (fact) => (fact === second ? [] : [fact]), 'lost', `events missing: ${EVENT.id}`],
])('an event that arrives: %s', ([, edit, observed, actual]) => {
  expect(judged('events', edit)).toMatchObject({ observed, actual: expect.stringContaining(actual) })
  const isLost = observed === 'lost'
  expect(judged('events', edit, 2 * scenario.stallTolerance)?.observed).toBe(isLost ? 'noisy' : observed)
})

it('a body that is still arriving is neither lost nor incomplete', () => {
  const slow = waited({ rest: 'going-on', received: 12_345 })
  for (const id of ['events', 'exact']) {
    const found = judged(id, slow)
    expect(found).toMatchObject({ outcome: 'not-applicable', actual: expect.stringContaining('12,345 bytes so far') })
    expect(found?.evidence).toHaveLength(1)
  }
})

it('a body that is not as it was sent is altered where it is complete', () => {
  expect(judged('exact', ended({ digest: 'x' }))?.observed).toBe('altered')
  const incomplete = ended({ digest: 'x', message: 'none' })
  expect(judged('exact', incomplete)).toMatchObject({
    observed: 'incomplete',
    actual: expect.stringContaining('does not end'),
  })
  expect(judged('exact', incomplete, 2 * scenario.stallTolerance)?.outcome).toBe('noisy')
})
