/** Interpretation of a stalled event, with facts added to the recorded run of a proxy that loses one. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fact, Trace } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

const lost = await readTrace(join(import.meta.dirname, 'traces', 'loses-event.chunked-60-h1.jsonl'))

type Edit = (fact: Fact) => readonly Fact[]
const edited = (trace: Trace, edit: Edit): Trace => ({ ...trace, facts: trace.facts.flatMap(edit) })
const observed = (trace: Trace): Record<string, string> =>
  Object.fromEntries(
    criteria.map((criterion) => [criterion.id, criterion.judge(judgedBy(scenario, trace), undefined).observed]),
  )

/** On a busy machine the client received the nudge late, so the run continued with two events that nothing was sent after. */
const alone: Edit = (fact) => {
  if (fact.fact === 'sent' && fact.id === '10') return [act(fact.t - 1), fact]
  if (fact.fact !== 'act') return [fact]
  return fact.name === 'lag' ? [act(fact.t)] : fact.name === 'lag-done' ? [] : [fact]
}
const act = (t: number): Fact => ({ t, side: 'harness', fact: 'act', name: 'lone', detail: {} })

/** The stalled event arrives with the nudge. */
const withLate: Edit = (fact) => (fact.fact === 'event' && fact.id === '8' ? [{ ...fact, id: '7' }, fact] : [fact])

test('an event that never comes is lost; what is sent after it is live', () => {
  expect(observed(lost)).toMatchObject({ intact: 'lost', live: 'streamed' })
  expect(observed(edited(lost, alone))).toMatchObject({ intact: 'lost', live: 'streamed' })
})

test('an event that comes with a later write was held', () => {
  expect(observed(edited(lost, withLate))).toMatchObject({ live: 'held-once' })
  expect(observed(edited(edited(lost, withLate), alone))).toMatchObject({ live: 'held-once' })
})

const held = await readTrace(join(import.meta.dirname, 'traces', 'holds-bytes.chunked-60-h1.jsonl'))
const sizeIn = (trace: Trace): number | undefined =>
  criteria.find(({ id }) => id === 'live')?.judge(judgedBy(scenario, trace), undefined).measures.held?.value

test('the size that was measured on a stream of its own counts, unless the trigger was no number of bytes', () => {
  const after = held.facts.at(-1)?.t ?? 0
  const notASize: Fact = { t: after, side: 'harness', fact: 'act', name: 'not-a-size', detail: {} }
  // The defect buffers 4,096 bytes; the search grows in steps of a sixteenth, that stream in steps of 1 %.
  expect(sizeIn(held)).toBe(4107)
  expect(sizeIn({ ...held, facts: [...held.facts, notASize] })).toBe(4156)
})

const ticks = await readTrace(join(import.meta.dirname, 'traces', 'ticks.chunked-60-h1.jsonl'))
const overNetwork = (ms: number): Trace => {
  const { t = 0 } = ticks.facts.at(-1) ?? {}
  return { ...ticks, facts: [...ticks.facts, { t, side: 'harness', fact: 'act', name: 'jitter', detail: { ms } }] }
}

test('a delay that the network explains is no timer: through a lab, 80 ms ± 30 ms on the way made one of 42 ms', () => {
  expect(observed(overNetwork(20))).toMatchObject({ prompt: 'coalesced', live: 'coalesced' })
  expect(observed(overNetwork(2000))).toMatchObject({ prompt: 'noisy', live: 'streamed' })
})

const direct = await readTrace(join(import.meta.dirname, 'traces', 'control.chunked-60-h1.jsonl'))
/** The control of a machine that is so busy that each event arrives that much later. */
const slowControl = (ms: number): Trace => ({
  ...direct,
  facts: direct.facts
    .map((fact): Fact => (fact.side === 'client' && fact.fact === 'event' ? { ...fact, t: fact.t + ms } : fact))
    .sort((a, b) => a.t - b.t),
})
const beside = (control: Trace): Record<string, string> =>
  Object.fromEntries(
    criteria.map((criterion) => {
      return [criterion.id, criterion.judge(judgedBy(scenario, ticks), judgedBy(scenario, control)).observed]
    }),
  )

test('beside a control that is slow too, a timer is neither found nor excluded', () => {
  expect(beside(slowControl(0))).toMatchObject({ prompt: 'coalesced', live: 'coalesced' })
  expect(beside(slowControl(60))).toMatchObject({ prompt: 'noisy', live: 'noisy' })
  expect(beside(slowControl(1000))).toMatchObject({ prompt: 'noisy', live: 'noisy' })
})
