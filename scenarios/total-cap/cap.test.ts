import { expect, test } from 'vitest'
import type { Fact } from '../../harness/model/index.ts'
import { act, asked, end, head, peerLeft, sentHead, traceOf } from '../../harness/trace/trace.fixture.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

const sent = (t: number, client: string): Fact => ({
  ...{ t, side: 'origin', attempt: 1, connection: 1, exchange: 1, client, fact: 'sent', what: 'event' },
  ...{ id: `${t}`, bytes: 14, written: 14, digest: '' },
})
const opened = (name: string): Fact[] => [asked(1, name), sentHead(2, name, ''), head(3, name)]
const done = (t: number, client: string, cut: boolean): Fact => act(t, 'busy-done', { client, cut })
const cut = (t: number, name: string): Fact[] => [peerLeft(t, name), end(t + 1, name), done(t + 2, name, true)]
/** With more frequent events it stays open. */
const closer = [...opened('closer'), done(15_000, 'closer', false)]

function observed(facts: readonly Fact[]) {
  const all = [...facts].sort((a, b) => a.t - b.t)
  const trace = judgedBy(scenario, { ...traceOf(all), axes: { within: '300', front: 'h1' } })
  return criteria.find(({ id }) => id === 'cap')?.judge(trace, undefined)?.observed
}

test('an idle timeout that is shorter than the time between two events closes it', () => {
  expect(observed([...opened('busy'), sent(10, 'busy'), sent(177, 'busy'), ...cut(310, 'busy'), ...closer])).toBe(
    'idle-only',
  )
})

test('where the harness was stopped, and sent nothing for longer than planned, it is inconclusive', () => {
  const before = [...opened('busy'), sent(10, 'busy'), sent(177, 'busy')]
  expect(observed([...before, ...cut(1200, 'busy'), ...closer])).toBe('noisy')
  // It may send the next one before it notices the end.
  expect(observed([...before, sent(1199, 'busy'), ...cut(1200, 'busy'), ...closer])).toBe('noisy')
})
