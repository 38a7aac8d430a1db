/** Which parts arrived together, and what the steps are: with facts that are made up. */
import { expect, test } from 'vitest'
import type { ClientFact } from '../model/index.ts'
import { batchesOf, cadenceOf } from './batches.ts'
import type { Batch } from './observation.ts'

const fact = (what: object): ClientFact => ({ side: 'client', client: 'c', attempt: 1, ...what }) as ClientFact

test('segments of one write are one batch; comments and events count where they arrive', () => {
  const body = (t: number, bytes: number) => fact({ t, fact: 'body', bytes, encoded: bytes })
  const facts = [
    fact({ t: 10, fact: 'head' }),
    body(100, 40),
    fact({ t: 100, fact: 'comment' }),
    fact({ t: 100, fact: 'event' }),
    body(103, 20),
    fact({ t: 103, fact: 'event' }),
    body(400, 20),
    fact({ t: 400, fact: 'event' }),
  ]
  expect(batchesOf(facts, 0)).toEqual([
    { after: 100, bytes: 60, events: 2, comments: 1 },
    { after: 400, bytes: 20, events: 1, comments: 0 },
  ])
})

const batch = (after: number, events: number, bytes = events * 50): Batch => ({ after, bytes, events, comments: 0 })

test('single events, however many come at once at the beginning', () => {
  const backlog = batch(0, 30)
  const single = [300, 600, 900, 1200].map((after) => batch(after, 1))
  expect(cadenceOf([backlog, ...single], false)).toEqual({ is: 'single', events: 4, gap: 300 })
})

test.for([
  ['bytes', [batch(900, 9, 4096), batch(4000, 11, 4090), batch(5200, 10, 4100)]],
  ['time', [batch(1000, 3), batch(2000, 9), batch(3000, 5)]],
  ['both', [batch(2000, 50, 4056), batch(4000, 51, 4100), batch(6000, 51, 4056)]],
  ['neither', [batch(700, 3), batch(2000, 9), batch(2300, 5)]],
] as const)('groups that are steady in %s', ([step, later]) => {
  expect(cadenceOf([batch(0, 1), ...later], false)).toMatchObject({ is: 'groups', step })
})

test('what the end released has any size; too little says nothing', () => {
  const all = [batch(0, 1), batch(1000, 9, 4096), batch(2500, 9, 4096), batch(2700, 2, 90)]
  expect(cadenceOf(all, true)).toMatchObject({ is: 'groups', step: 'bytes', bytes: 4096 })
  expect(cadenceOf([batch(0, 5), batch(300, 1)], false)).toEqual({ is: 'too-few', events: 1 })
})
