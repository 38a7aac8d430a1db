/** Findings on a slow machine, from a recorded trace with facts removed or delayed. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fact, Trace } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

const read = (name: string): Promise<Trace> => readTrace(join(import.meta.dirname, 'traces', `${name}.no-cache.jsonl`))
const judged = (trace: Trace): Record<string, string> =>
  Object.fromEntries(
    criteria.map((criterion) => [criterion.id, criterion.judge(judgedBy(scenario, trace), undefined).observed]),
  )

const clientOf = (fact: Fact): string => {
  if ('client' in fact) return fact.client
  return fact.fact === 'act' ? String(fact.detail.client) : ''
}
const isFetch = (fact: Fact): boolean => clientOf(fact).startsWith('fetch-')

/**
 * The same trace where the first request of one group was never forwarded: the harness gave up, and sent no further request of
 * that group.
 */
function without(trace: Trace, isOfGroup: (fact: Fact) => boolean, end: { byUs: boolean } = { byUs: true }): Trace {
  const facts = trace.facts.flatMap((fact): Fact[] => {
    if (!isOfGroup(fact)) return [fact]
    if (fact.side !== 'client' || !clientOf(fact).endsWith('first')) return []
    if (fact.fact === 'end') return [{ ...fact, message: 'none', ...end }]
    return fact.fact === 'request' || fact.fact === 'connected' ? [fact] : []
  })
  return { ...trace, facts }
}

test.for([
  ['EventSource', (fact: Fact) => !isFetch(fact)],
  ['fetch', isFetch],
] as const)(
  'without the question of %s nothing is said of a leak: its class would be chance',
  async ([, isOfGroup]) => {
    const replays = await read('replays-stream')
    expect(judged(replays)).toMatchObject({ secluded: 'replayed' })
    expect(judged(without(replays, isOfGroup))).toMatchObject({ secluded: 'noisy', own: 'noisy' })
    const faithful = await read('faithful')
    expect(judged(without(faithful, isOfGroup))).toMatchObject({ secluded: 'noisy', own: 'noisy', intact: 'whole' })
  },
)

test('what the application permits to be cached is judged by itself, and only where it was sent so', async () => {
  const permitted = await readTrace(join(import.meta.dirname, 'traces', 'replays-cacheable.max-age.jsonl'))
  expect(judged(permitted)).toMatchObject({ secluded: 'not-applicable', cacheable: 'replayed' })
  // The user's own application sends something else, whatever the axis is.
  const sent = (control: string): Trace => ({
    ...permitted,
    facts: permitted.facts.map((fact) =>
      fact.fact === 'sent-head' ? { ...fact, raw: fact.raw.replace(/^Cache-Control: max-age=60/m, control) } : fact,
    ),
  })
  const own = [
    'Cache-Control: no-cache',
    'Cache-Control: max-age=60, private',
    'X: y',
    'Cache-Control: no-store\r\nCache-Control: max-age=60',
  ]
  for (const control of own)
    expect(judged(sent(control)), control).toMatchObject({ secluded: 'replayed', cacheable: 'not-applicable' })
  // An application that always sends it: then the stream of each client is at risk.
  const always = { ...permitted, axes: { ...permitted.axes, cache: 'no-cache' } }
  expect(judged(always)).toMatchObject({ secluded: 'replayed', cacheable: 'not-applicable' })
})

test('a group that the proxy turned away itself is no reason for doubt', async () => {
  const replays = await read('replays-stream')
  expect(judged(without(replays, isFetch, { byUs: false }))).toMatchObject({ secluded: 'replayed' })
})

test('a second client that waits is inconclusive where the first one’s request was as slow', async () => {
  const waits = await read('waits-for-first')
  expect(judged(waits)).toMatchObject({ own: 'waits' })
  const isAsked = (fact: Fact): boolean =>
    fact.side === 'client' && fact.client === 'first' && (fact.fact === 'request' || fact.fact === 'connected')
  const slow = waits.facts.map((fact) => (isAsked(fact) ? { ...fact, t: fact.t - 400 } : fact))
  expect(judged({ ...waits, facts: slow })).toMatchObject({ own: 'noisy' })
})

test.for([
  ['no ids', () => ''],
  ['other ids', (id: string) => `x-${id}`],
] as const)('a proxy that lets events arrive with %s has served nobody another client’s events', async ([, idOf]) => {
  const faithful = await read('faithful')
  const facts = faithful.facts.map(
    (fact): Fact => (fact.side === 'client' && fact.fact === 'event' ? { ...fact, id: idOf(fact.id) } : fact),
  )
  expect(judged({ ...faithful, facts })).toMatchObject({ own: 'own', secluded: 'secluded', intact: 'altered' })
  const collapsed = await read('collapses-streams')
  expect(judged(collapsed)).toMatchObject({ own: 'collapsed' })
})
