import { expect, test } from 'vitest'
import type { Fact } from '../../model/index.ts'
import { body, head, sent, traceOf } from '../../trace/trace.fixture.ts'
import { bytesSentBy, flushAfter } from './measure.ts'

/** Written in steps of 100 bytes, every 10 ms, starting at 10 ms. */
const steps = (last: number): Fact[] =>
  Array.from({ length: last / 100 }, (_, n) => sent(10 * (n + 1), 'a', String(n), 100 * (n + 1)))
const of = (facts: readonly Fact[], at: number, base?: number): number => bytesSentBy(traceOf(facts), 'a', at, base)

test('a whole buffer that came within the last step is its own size', () => {
  expect(of([head(0, 'a'), ...steps(1000), body(101, 'a', 950)], 101)).toBe(950)
  // The flush is recorded one step late: the machine was slow.
  expect(of([head(0, 'a'), ...steps(1000), body(101, 'a', 801)], 101)).toBe(801)
})

test('else it is in the middle of the step: less came than that, or all of it', () => {
  expect(of([head(0, 'a'), ...steps(1000), body(101, 'a', 800)], 101)).toBe(950)
  expect(of([head(0, 'a'), ...steps(1000), body(101, 'a', 1000)], 101)).toBe(950)
  expect(of([head(0, 'a'), ...steps(1000)], 101)).toBe(950)
  expect(of([head(0, 'a'), sent(10, 'a', 'x', 100), body(101, 'a', 100)], 101)).toBe(50)
  expect(of([head(0, 'a')], 101)).toBe(0)
})

test('an encoded body says nothing of the size', () => {
  expect(of([head(0, 'a', { encoding: 'gzip' }), ...steps(1000), body(101, 'a', 920)], 101)).toBe(950)
  expect(of([...steps(1000), body(101, 'a', 920)], 101)).toBe(950)
})

test('writes after the flush do not count, and pieces of one flush may come 5 ms later', () => {
  const facts = [head(0, 'a'), ...steps(2000), body(101, 'a', 500), body(106, 'a', 420), body(107, 'a', 30)]
  expect(of(facts, 101)).toBe(920)
  expect(of(facts, 100)).toBe(950)
})

test('what had arrived before does not count', () => {
  const facts = [head(0, 'a'), body(5, 'a', 300), ...steps(1000), body(101, 'a', 640)]
  expect(of(facts, 101, 300)).toBe(640)
  expect(of([head(0, 'a'), body(5, 'a', 300), ...steps(1000), body(101, 'a', 200)], 101, 300)).toBe(650)
})

test('the first flush after a time', () => {
  const facts = [head(0, 'a'), ...steps(2000), body(50, 'a', 420), body(110, 'a', 0), body(151, 'a', 1070)]
  expect(flushAfter(traceOf(facts), 'a', 50, 420)).toEqual({ bytes: 1070, at: 151, writes: 15, index: 23 })
  expect(flushAfter(traceOf(facts), 'a', 0, 0)).toEqual({ bytes: 420, at: 50, writes: 5, index: 21 })
  expect(flushAfter(traceOf(facts), 'a', 151, 0)).toBeUndefined()
  expect(flushAfter(traceOf(facts), 'b', 0, 0)).toBeUndefined()
})
