import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Fact } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { scenario as busy } from '../client-leaves-busy/scenario.ts'
import { scenario as silent } from './scenario.ts'

const read = (name: string) => readTrace(join(import.meta.dirname, 'traces', `${name}.GET-h1-vanishes.jsonl`))
const [noticed, never] = await Promise.all([read('faithful'), read('keeps-vanished-silent-clients')])
const vanishedAt = noticed.facts.find((fact) => fact.fact === 'act' && fact.name === 'vanish')?.t ?? Number.NaN

const judged = (facts: readonly Fact[], { criteria, stallTolerance } = silent, trace = noticed) =>
  criteria.find(({ id }) => id === 'vanished')?.judge({ ...trace, facts, stallTolerance }, undefined)

const left = noticed.facts.find((fact) => fact.fact === 'peer-left')
if (left === undefined) throw new Error('the faithful proxy noticed nothing')
const withoutLeft = noticed.facts.filter((fact) => fact !== left)

it('the time is that until the origin’s connection is closed', () => {
  expect(judged(noticed.facts)).toMatchObject({
    outcome: 'measured',
    observed: 'noticed',
    measures: { delay: { value: Math.round((left.t - vanishedAt) * 1000) / 1000 } },
  })
})

it('the proxy alone: it closes the client’s connection, and not the origin’s', () => {
  const closed: Fact = { t: left.t, side: 'harness', fact: 'act', name: 'proxy-closed', detail: {} }
  const after = [...withoutLeft.filter(({ fact, ...one }) => !('name' in one && one.name === 'proxy-closed')), closed]
  expect(judged(after)).toMatchObject({ observed: 'proxy-only' })
})

it('where the proxy’s sockets are not visible, only the origin is named', () => {
  const hidden = never.facts.map((fact) =>
    fact.fact === 'act' && fact.name === 'vanish' ? { ...fact, detail: { visible: false } } : fact,
  )
  expect(judged(never.facts, silent, never)?.actual).toMatch(/^neither the proxy nor the origin notices within /)
  expect(judged(hidden, silent, never)?.actual).toMatch(/^the origin does not notice within /)
})

it('a limit that closes the stream of the client that stayed as well is no detection', () => {
  const both = [...noticed.facts, { ...left, client: 'stayed' } as Fact]
  expect(judged(both)).toMatchObject({ outcome: 'not-applicable', dependsOn: 'heartbeat/quiet' })
  expect(judged(both, busy)).toMatchObject({ outcome: 'not-applicable', dependsOn: 'total-cap/cap' })
})

it('a connection that was closed before the client vanished shows nothing', () => {
  const early = [...withoutLeft, { ...left, t: vanishedAt - 1 }]
  expect(judged(early)).toMatchObject({ outcome: 'not-applicable' })
})

it('a client that still receives has not vanished: inconclusive', () => {
  const event = noticed.facts.find(
    (fact) => fact.side === 'client' && fact.fact === 'event' && fact.client === 'vanished',
  )
  const late = [...noticed.facts, { ...event, t: vanishedAt + 1 } as Fact]
  expect(judged(late)).toMatchObject({ outcome: 'noisy' })
})

it('a stall at the end of the observation hides an answer; an earlier one does not', () => {
  const watched = never.facts.find((fact) => fact.fact === 'act' && fact.name === 'watched')?.t ?? Number.NaN
  const stalledAt = (t: number): Fact[] => [
    ...never.facts.filter(({ fact }) => fact !== 'stall'),
    { t, side: 'harness', fact: 'stall', ms: 800 },
  ]
  expect(judged(stalledAt(watched - 2000), silent, never)).toMatchObject({ observed: 'not-noticed' })
  expect(judged(stalledAt(watched - 100), silent, never)).toMatchObject({ outcome: 'noisy' })
})
