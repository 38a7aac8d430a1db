/** Several tries of one test case in one report. */
import { expect, test } from 'vitest'
import type { Criterion, Framing, Scenario, Trace } from '../model/index.ts'
import { fail, measured, ms, noisy, pass } from '../trace/facts.ts'
import { assemble, type Run } from './assemble-report.ts'

/** Reports the duration of the trace, and fails where it is longer than 80 s. */
const limit: Criterion = {
  id: 'limit',
  kind: 'informative',
  title: '',
  classes: ['cut'],
  judge: ({ took }) =>
    measured('cut', { expected: '', actual: `${took} ms`, measures: { cutAfter: ms(took) }, evidence: [1] }),
}
const soon: Criterion = {
  id: 'soon',
  kind: 'required',
  title: '',
  classes: ['soon', 'late'],
  judge: ({ took }) =>
    took > 80_000 ? fail('late', { expected: '', actual: 'late' }) : pass('soon', { expected: '', actual: 'soon' }),
}
const never: Criterion = { ...soon, id: 'never', kind: 'informative', judge: () => noisy('event-loop stall') }
const scenario = {
  id: 'idle',
  version: 1,
  axes: {},
  axisWords: {},
  criteria: [limit, soon, never],
} as unknown as Scenario

const HOP = { proxy: 'nginx', profile: 'x', build: 'b', version: '1', profileDigest: '', replaced: [] }
const tryOf = (took: number, earlierTries: number, route: Trace['route'] = [HOP]): Trace =>
  ({
    kind: route.length === 0 ? 'control' : 'route',
    cell: route.length === 0 ? 'control/idle' : 'nginx/x/idle@b@local',
    question: route.length === 0 ? 'control/idle' : 'nginx/x/idle',
    scenario: 'idle',
    scenarioVersion: 1,
    axes: {},
    route,
    runtime: 'local',
    earlierTries,
    settings: { timers: [] },
    facts: [],
    outcome: { state: 'complete' },
    took,
  }) as unknown as Trace

const reportOf = (traces: readonly Trace[]) =>
  assemble({
    run: { profiles: [], unfiltered: false, interrupted: false } as unknown as Run,
    scenarios: [scenario],
    expectations: {},
    traces: [tryOf(1, 0, []), ...traces],
    traceFile: (cell, triesBefore) => `${cell} ${triesBefore}`,
  })

test('a number is the median of the tries, whichever came last, and evidence is of the trace that is named', () => {
  const { cells, profiles } = reportOf([tryOf(60_900, 0), tryOf(60_300, 1), tryOf(70_000, 2)])
  expect(cells).toHaveLength(1)
  expect(cells[0]).toMatchObject({ trace: 'nginx/x/idle@b@local 2', earlierTries: 2 })
  const [found] = cells[0]?.findings ?? []
  expect(found?.measures.cutAfter).toMatchObject({ value: 60_900, spread: { least: 60_300, most: 70_000, tries: 3 } })
  expect(found?.evidence).toEqual([])
  expect(profiles[0]?.grade).toBe('works')
  expect(reportOf([tryOf(60_900, 0)]).cells[0]?.findings[0]?.evidence).toEqual([1])
})

test('what fails in one try and passes in another decides no grade', () => {
  const { cells, profiles } = reportOf([tryOf(60_000, 0), tryOf(90_000, 1)])
  expect(cells[0]?.findings[1]).toMatchObject({ outcome: 'noisy', actual: 'fails in 1 of 2 runs: late' })
  expect(profiles[0]?.grade).toBe('unknown')
  expect(reportOf([tryOf(90_000, 0), tryOf(90_000, 1)]).profiles[0]?.grade).toBe('broken')
})

test.for([
  ['close-delimited', 'close-delimited', undefined],
  ['chunked', 'close-delimited', 'nginx/x/idle/close-delimited/h1'],
  ['chunked', 'h2', undefined],
  ['close-delimited', 'h2', 'nginx/x/idle/chunked/h1'],
] as const satisfies readonly (readonly [Framing, Framing, string | undefined])[])(
  'asked for %s and sent as %s, a test case is the same as %s',
  ([asked, framing, same]) => {
    const fact = { t: 1, side: 'origin', fact: 'sent-head', raw: '', asked, framing, status: 200 }
    const of = (origin: string, facts: readonly unknown[]): Trace => {
      const question = `nginx/x/idle/${origin}/h1`
      return { ...tryOf(1, 0), question, cell: `${question}@b@local`, axes: { origin }, facts } as unknown as Trace
    }
    const other = asked === 'chunked' ? 'close-delimited' : 'chunked'
    expect(reportOf([of(asked, [fact]), of(other, [])]).cells[0]?.sameAs).toBe(same)
  },
)
