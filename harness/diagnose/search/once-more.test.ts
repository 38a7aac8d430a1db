import { expect, test } from 'vitest'
import { onceMore } from './once-more.ts'
import type { CaseRun } from './variant-runner.ts'

const run = (tail: string, state: string): CaseRun => ({ tail, trace: { outcome: { state } } }) as unknown as CaseRun
const states = (ran: readonly CaseRun[]): string[] => ran.map(({ trace }) => trace.outcome.state)

test('a test case that did not come to its end runs once more alone, and no other does', async () => {
  const asked: string[] = []
  const ran = [run('a', 'complete'), run('b', 'proxy-died'), run('c', 'skipped'), run('d', 'broken')]
  const settled = await onceMore(ran, async (tail) => {
    asked.push(tail)
    return tail === 'b' ? run('b', 'complete') : undefined
  })
  expect(asked).toEqual(['b', 'd'])
  expect(states(settled)).toEqual(['complete', 'complete', 'skipped', 'broken'])
})
