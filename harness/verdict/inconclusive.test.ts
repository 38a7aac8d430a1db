/** When `judge` makes a finding inconclusive, whatever the criterion found. */
import { expect, test } from 'vitest'
import type { Criterion, Fact, Scenario, Trace } from '../model/index.ts'
import { acts, fail, noisy, pass } from '../trace/facts.ts'
import { act, idleTimer, stall, traceOf } from '../trace/trace.fixture.ts'
import { judge } from './judge.ts'

/** Fails, or is inconclusive, where the trace has an act of this name. */
const criterion = (id: string, kind: Criterion['kind']): Criterion => ({
  id,
  kind,
  title: '',
  classes: [],
  judge: (trace) => {
    if (acts(trace, `${id} noisy`).length > 0) return noisy('a stall')
    const found = acts(trace, id).length > 0 ? fail : pass
    return found('x', { expected: '', actual: String(trace.stallTolerance), evidence: [1] })
  },
})

const scenario = {
  id: 'made',
  version: 1,
  stallTolerance: 42,
  criteria: [criterion('first', 'required'), criterion('second', 'optimal'), criterion('figure', 'informative')],
} as unknown as Scenario

const of = (trace: Trace, control: Trace | undefined = traceOf([])): string[] =>
  judge(scenario, trace, control).map(({ criterion: { id }, finding }) => `${id} ${finding.outcome} ${finding.actual}`)

test('each criterion gets the trace with the tolerance of its scenario', () => {
  expect(of(traceOf([act(1, 'second')]))).toEqual(['first pass 42', 'second fail 42', 'figure pass 42'])
})

test('a trace that is not complete has no findings', () => {
  expect(of({ ...traceOf([]), outcome: { state: 'refused', message: 'no' } })).toEqual([])
})

test('a trace of another version of the scenario is no trace of it: run it again', () => {
  expect(() => of({ ...traceOf([]), scenarioVersion: 2 })).toThrow(
    expect.objectContaining({ code: 'other-scenario-version', advice: 'Run it again.' }),
  )
})

test('without a control that is as it has to be, everything is inconclusive, and says why', () => {
  const all = (why: string): string[] => ['first', 'second', 'figure'].map((id) => `${id} noisy ${why}`)
  const judged = judge(scenario, traceOf([]), undefined)
  expect(judged.map(({ finding }) => finding)).toEqual(Array(3).fill(noisy('the control did not run')))
  expect(of(traceOf([]), { ...traceOf([]), outcome: { state: 'skipped', because: 'x' } })).toEqual(
    all('the control is skipped'),
  )
  expect(of(traceOf([]), traceOf([act(1, 'second')]))).toEqual(all('the control fails second'))
  expect(of(traceOf([]), traceOf([act(1, 'first noisy')]))).toEqual(all('the control fails first'))
})

test('a control may fail what is informative', () => {
  const passes = ['first pass 42', 'second pass 42', 'figure pass 42']
  expect(of(traceOf([]), traceOf([act(1, 'figure')]))).toEqual(passes)
  expect(of(traceOf([]), traceOf([act(1, 'figure noisy')]))).toEqual(passes)
})

test('a criterion gets the control too, with the tolerance of its scenario', () => {
  const controls: unknown[] = []
  const asks = { ...criterion('asks', 'informative') }
  const asking: Criterion = {
    ...asks,
    judge: (trace, control) => {
      controls.push(control?.stallTolerance)
      return asks.judge(trace, control)
    },
  }
  judge({ ...scenario, criteria: [asking] }, traceOf([]), { ...traceOf([]), kind: 'control' })
  // The control is judged first, without a control of its own.
  expect(controls).toEqual([undefined, 42])
})

// A proxy with a timeout of one second, which may have expired because of the harness.
test.for<readonly [what: string, isStarved: boolean, stalls: readonly Fact[], clock?: number]>([
  ['none', false, []],
  ['one of half of the timeout', false, [stall(5000, 500)]],
  ['one of more than that', true, [stall(5000, 501)]],
  ['two of more than that, within the timeout', true, [stall(5000, 300), stall(5700, 300)]],
  ['two of which the second is within the timeout in part', false, [stall(5000, 300), stall(5800, 300)]],
  ['the same, of which more is within', true, [stall(5000, 300), stall(5799, 300)]],
  ['two that are a timeout apart', false, [stall(5000, 400), stall(7000, 400)]],
  ['two that are a timeout apart, the later one first', false, [stall(7000, 400), stall(5000, 400)]],
  ['one of half of the timeout, with a clock that is twice as fast', true, [stall(5000, 251)], 2],
  ['one of a quarter of the timeout, with a clock that is twice as fast', false, [stall(5000, 250)], 2],
])('stalls: %s. A failure is inconclusive: %s', ([, isStarved, stalls, clock]) => {
  const timers = [idleTimer('long', 60_000), idleTimer('short', 1000)]
  const facts = [act(1, 'first'), ...stalls]
  const [first, second] = of(traceOf(facts, { timers, ...(clock === undefined ? {} : { clock }) }))
  const starved = 'first noisy event-loop stall of more than half of a timeout of the proxy'
  expect(first).toBe(isStarved ? starved : 'first fail 42')
  expect(second).toBe('second pass 42')
})

test('a proxy without a timeout does not give up', () => {
  expect(of(traceOf([act(1, 'first'), stall(50_000, 40_000)]))[0]).toBe('first fail 42')
})
