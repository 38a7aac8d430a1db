import { expect, test } from 'vitest'
import type { Fact } from '../../harness/model/index.ts'
import { act, asked, head, sentHead, traceOf } from '../../harness/trace/trace.fixture.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

const key = { client: 'stream', attempt: 1 }
const stall: Fact = { t: 900, side: 'harness', fact: 'stall', ms: 800 }
const interim: Fact = { t: 3, side: 'client', ...key, fact: 'interim', raw: '', status: 103 }
const sent: Fact = {
  t: 2,
  side: 'origin',
  connection: 1,
  exchange: 1,
  ...key,
  fact: 'sent-interim',
  raw: '',
  status: 103,
}
const plain = [head(4, 'plain'), act(5, 'plain-body')]

function says(facts: readonly Fact[], origin = 'early-hints'): string | undefined {
  const all = [asked(1, 'stream'), sent, sentHead(3, 'stream', ''), act(800, 'body'), ...facts].sort(
    (a, b) => a.t - b.t,
  )
  const trace = judgedBy(scenario, { ...traceOf(all), axes: { origin, front: 'h1' } })
  return criteria.find(({ id }) => id === 'early-hints')?.judge(trace, undefined).observed
}

test('the response after a 103, compared with one without', () => {
  expect(says([...plain, interim, head(5, 'stream')])).toBe('forwarded')
  expect(says([...plain, head(5, 'stream')])).toBe('removed')
  expect(says(plain)).toBe('lost')
  expect(says([...plain, head(5, 'stream', { status: 502 })])).toBe('lost')
  expect(says([...plain, head(810, 'stream')])).toBe('held')
  // Without a 103 the first event flushes the headers, after one it does not.
  const more = [act(800, 'plain-body'), head(805, 'plain'), act(806, 'plain-more'), act(1100, 'more')]
  expect(says([...more, head(1200, 'stream')])).toBe('held')
  expect(says([...more, head(805, 'stream')])).toBe('removed')
})

test('headers that wait for the body without a 103, too', () => {
  expect(says([head(900, 'plain'), act(800, 'plain-body'), act(950, 'plain-more'), head(810, 'stream')])).toBe(
    'removed',
  )
  const both = [act(800, 'plain-body'), act(1100, 'plain-more'), act(1100, 'more')]
  expect(says([...both, head(1200, 'plain'), head(1300, 'stream')])).toBe('removed')
})

test('what says nothing of a 103', () => {
  expect(says([interim, head(5, 'stream')])).toBe('not-applicable')
  expect(says([head(4, 'plain', { status: 502 })])).toBe('not-applicable')
  expect(says([...plain, head(5, 'stream')], 'chunked')).toBe('not-applicable')
  expect(says([...plain, stall])).toBe('noisy')
  expect(says([...plain, stall, head(810, 'stream')])).toBe('noisy')
})
