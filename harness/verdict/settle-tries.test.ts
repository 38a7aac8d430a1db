import { describe, expect, test } from 'vitest'
import type { Criterion, Finding } from '../model/index.ts'
import { bytes, count, fail, measured, ms, noisy, notApplicable, pass, sayBytes, sayMs } from '../trace/facts.ts'
import type { Judged } from './judge.ts'
import { seenOnce, settle } from './settle-tries.ts'

const criterion: Criterion = {
  id: 'limit',
  kind: 'required',
  title: '',
  classes: [],
  judge: () => noisy('never'),
}
const other: Criterion = { ...criterion, id: 'other' }
const tryOf = (finding: Finding): Judged[] => [{ criterion, finding }]
const of = (...findings: Finding[]): Finding | undefined => settle(findings.map(tryOf))[0]?.finding

const cut = (after: number): Finding =>
  measured('cut', { expected: '', actual: `closed after ${sayMs(after)} idle`, measures: { cutAfter: ms(after) } })
const notCut = measured('not-cut', { expected: '', actual: 'not closed' })
const good = pass('same', { expected: '', actual: 'same' })
const bad = fail('no-answer', { expected: '', actual: 'no response' })

describe('a number', () => {
  test('is the median of its tries, in whatever order they came, with its spread', () => {
    for (const some of [
      [60_900, 60_300, 82_100],
      [82_100, 60_900, 60_300],
    ]) {
      expect(of(...some.map(cut))).toMatchObject({
        actual: 'closed after 60.9 s idle (3 runs: 60.3 s to 82.1 s)',
        measures: { cutAfter: { value: 60_900, unit: 'ms', spread: { least: 60_300, most: 82_100, tries: 3 } } },
      })
    }
  })

  test('of two tries is the smaller one: load makes waits longer', () => {
    expect(of(cut(82_000), cut(60_000))?.measures.cutAfter?.value).toBe(60_000)
  })

  test('belongs to the try whose stream was closed first, whatever else was measured', () => {
    const bracket = (safe: number, cutAfter: number): Finding =>
      pass('bracketed', { expected: '', actual: '', measures: { safe: ms(safe), cutAfter: ms(cutAfter) } })
    expect(of(bracket(893, 2400), bracket(950, 1001))?.measures).toMatchObject({
      safe: { value: 950 },
      cutAfter: { value: 1001 },
    })
  })

  test('that is the same in each try is not said twice', () => {
    expect(of(cut(60_300), cut(60_400))?.actual).toBe('closed after 60.3 s idle')
  })

  test('of an inconclusive try counts for nothing', () => {
    expect(of(noisy('event-loop stall'), cut(60_000))?.measures.cutAfter?.value).toBe(60_000)
  })

  test('is inconclusive where every try says something else, and the class of most tries otherwise', () => {
    expect(of(cut(60_000), notCut)).toMatchObject({ outcome: 'noisy', actual: expect.stringContaining('not closed') })
    expect(of(cut(60_000), notCut, cut(61_000))).toMatchObject({ observed: 'cut' })
  })

  test('is said with the spread of its tries in its own unit, where they differ by more than a tenth', () => {
    const size = (value: number): Finding =>
      measured('held', { expected: '', actual: sayBytes(value), measures: { held: bytes(value) } })
    const streams = (value: number): Finding =>
      measured('some', { expected: '', actual: String(value), measures: { streams: count(value) } })
    expect(of(size(4000), size(4500))?.actual).toBe('4,000 bytes (2 runs: 4,000 bytes to 4,500 bytes)')
    expect(of(streams(8), streams(16))?.actual).toBe('8 (2 runs: 8 to 16)')
    expect(of(streams(10), streams(11))?.actual).toBe('10')
    expect(of(streams(10), streams(12))?.actual).toBe('10 (2 runs: 10 to 12)')
  })

  test('is taken from the tries that have one', () => {
    const bare = measured('cut', { expected: '', actual: 'closed' })
    expect(of(bare, cut(60_000), cut(70_000))).toMatchObject({
      actual: 'closed after 60.0 s idle (2 runs: 60.0 s to 70.0 s)',
      measures: { cutAfter: { value: 60_000, spread: { tries: 2 } } },
    })
    expect(of(bare, bare)).toEqual(bare)
    expect(of(bare, cut(60_000))?.measures.cutAfter).not.toHaveProperty('spread')
  })

  test('beside others has a spread of its own, of the tries that have it', () => {
    const two = (first: number, second?: number): Finding =>
      measured('x', {
        expected: '',
        actual: '',
        measures: { first: ms(first), ...(second === undefined ? {} : { second: ms(second) }) },
      })
    expect(of(two(20, 1), two(10), two(30, 5))?.measures.second).toEqual({
      value: 1,
      unit: 'ms',
      spread: { least: 1, most: 5, tries: 2 },
    })
  })

  test('of the class that most tries show, whichever came first', () => {
    expect(of(notCut, cut(60_000), cut(61_000))).toMatchObject({ observed: 'cut' })
    expect(of(notCut, cut(60_000), notCut)).toMatchObject({ observed: 'not-cut' })
  })
})

describe('a failure', () => {
  test('that does not repeat is inconclusive, with what was seen', () => {
    expect(of(bad, good)).toMatchObject({ outcome: 'noisy', actual: 'fails in 1 of 2 runs: no response' })
    expect(of(good, bad)).toMatchObject({ outcome: 'noisy' })
    expect(of(bad, good, bad)).toMatchObject({ outcome: 'noisy', actual: 'fails in 2 of 3 runs: no response' })
    expect(of(bad, notApplicable('see delivery/live'))).toMatchObject({ outcome: 'noisy' })
  })

  test('that repeats fails', () => {
    expect(of(bad, bad)).toMatchObject({ outcome: 'fail', observed: 'no-answer', actual: 'no response' })
    expect(of(bad, noisy('event-loop stall'), bad)).toMatchObject({ outcome: 'fail' })
  })

  test('is not settled as long as it was seen once', () => {
    expect(seenOnce([tryOf(bad)])).toEqual(['limit'])
    expect(seenOnce([tryOf(bad), tryOf(noisy(''))])).toEqual(['limit'])
    expect(seenOnce([tryOf(bad), tryOf(bad)])).toEqual([])
    expect(seenOnce([tryOf(good)])).toEqual([])
    expect(seenOnce([[{ criterion: { ...criterion, kind: 'informative' }, finding: bad }]])).toEqual([])
    expect(seenOnce([[...tryOf(bad), { criterion: other, finding: bad }], tryOf(bad)])).toEqual(['other'])
  })
})

test('what was judged in one try is not lost for another where it could not be', () => {
  expect(of(notApplicable('no stream'), good)).toEqual(good)
  expect(of(noisy('event-loop stall'), notApplicable('no stream'))).toMatchObject({ outcome: 'not-applicable' })
  expect(of(noisy('a'), noisy('b'))).toMatchObject({ outcome: 'noisy', actual: 'b' })
})

test('a try without findings, of a proxy that did not answer, takes nothing away', () => {
  expect(settle([[], tryOf(good)])).toEqual(tryOf(good))
  expect(settle([])).toEqual([])
})

test('each criterion is settled by its own findings', () => {
  const tries = [good, good].map((finding) => [...tryOf(bad), { criterion: other, finding }])
  expect(settle(tries).map(({ criterion: { id }, finding }) => [id, finding.outcome])).toEqual([
    ['limit', 'fail'],
    ['other', 'pass'],
  ])
})

test('two passes of different classes are a pass, and so are two failures a failure', () => {
  const slow = pass('slow', { expected: '', actual: 'slow' })
  expect(of(good, slow)).toMatchObject({ outcome: 'pass', observed: 'same' })
  expect(of(bad, fail('other', { expected: '', actual: 'other' }))).toMatchObject({ outcome: 'fail' })
})

test('where every try was inconclusive, the last one says why', () => {
  expect(of(noisy('a'), noisy('b'), noisy('c'))).toMatchObject({ actual: 'c' })
})
