import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Candidate, Scenario } from '../../model/index.ts'
import type { Examination } from '../session.ts'
import { foresee } from './speculative-trials.ts'
import type { Trials } from './trials.ts'
import type { CaseRun, Variant } from './variant-runner.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const candidate = (id: string): Candidate => ({ id, change: [], originHeaders: [] }) as unknown as Candidate
const never = new Promise<undefined>(() => {})
const found = (outcome: 'pass' | 'fail'): CaseRun =>
  ({
    tail: 'delivery/h1',
    cell: { scenario: { id: 'delivery' }, axes: {} },
    trace: { outcome: { state: 'complete' } },
    judged: [{ criterion: { id: 'live', kind: 'required' }, finding: { outcome } }],
  }) as unknown as CaseRun

/**
 * @param runs of the test case with each change: its outcome, after so many milliseconds
 * @param base of the test case without a change
 * @param onTry a change is tried
 */
async function foreseen(
  runs: Readonly<Record<string, readonly ['pass' | 'fail', number]>>,
  base: Promise<CaseRun | undefined> = never,
  onTry = () => {},
) {
  const whole: string[] = []
  const tried: string[] = []
  const proven: string[] = []
  const nameOf = (items: readonly Candidate[]): string => items.map(({ id }) => id).join()
  const variantOf = (items: readonly Candidate[]): Variant =>
    ({
      async run() {
        const [outcome, ms] = runs[nameOf(items)] ?? ['fail', 0]
        if (!tried.includes(nameOf(items))) tried.push(nameOf(items))
        onTry()
        await new Promise((resolve) => setTimeout(resolve, ms))
        return found(outcome)
      },
    }) as unknown as Variant
  const trials = {
    variantOf,
    twinOf: () => undefined,
    async foreseeProof(tail: string, items: readonly Candidate[]) {
      proven.push(`${tail} ${nameOf(items)}`)
    },
    async whole(items: readonly Candidate[]) {
      whole.push(nameOf(items))
      return []
    },
  } as unknown as Trials
  const scenario = { id: 'delivery', criteria: [{ id: 'live', kind: 'required' }] } as unknown as Scenario
  const examination = {
    variants: { control: async () => ({}) },
    scenarios: [scenario],
    situation: {},
    timers: [],
    route: { path: '/sse/', tags: [] },
    neighbours: [],
    profile: { originHeaders: [] },
    remedies: {
      candidates: () => ['first', 'second'].filter((id) => id in runs).map(candidate),
      application: () => ['application'].filter((id) => id in runs).map(candidate),
    },
  } as unknown as Examination
  foresee(examination, { tails: ['delivery/h1'], run: () => base } as unknown as Variant, trials)
  await vi.advanceTimersByTimeAsync(30_000)
  return { whole, tried, proven }
}

test('every test case runs for the first change that helps, and for no other one', async () => {
  expect(await foreseen({ first: ['pass', 200], second: ['pass', 200] })).toEqual({
    whole: ['first'],
    tried: ['first'],
    proven: ['delivery/h1 first'],
  })
})

test('the next change is tried after one that fails, and beside one that takes long', async () => {
  expect(await foreseen({ first: ['fail', 100], second: ['pass', 100] })).toEqual({
    whole: ['second'],
    tried: ['first', 'second'],
    proven: ['delivery/h1 second'],
  })
  expect(await foreseen({ first: ['fail', 10_000], second: ['pass', 100] })).toEqual({
    whole: ['second'],
    tried: ['first', 'second'],
    proven: ['delivery/h1 second'],
  })
})

test('two changes that both help are not run together', async () => {
  const { whole } = await foreseen({ first: ['pass', 4000], second: ['pass', 100] })
  expect(whole).toEqual(['second'])
})

test('what the application can do runs whole where it helps', async () => {
  const runs = { first: ['fail', 100], application: ['pass', 100] } as const
  expect((await foreseen(runs)).whole).toEqual(['application'])
  expect((await foreseen({ application: ['fail', 100] })).whole).toEqual([])
})

test('a change does not help what was late and passes without it', async () => {
  const late = Promise.withResolvers<CaseRun>()
  const onTry = () => late.resolve(found('pass'))
  expect(await foreseen({ first: ['pass', 100] }, late.promise, onTry)).toEqual({
    whole: [],
    tried: ['first'],
    proven: [],
  })
})

test('a change is tried as soon as a test case fails, and none where it passes', async () => {
  const runs = { first: ['pass', 100] } as const
  expect((await foreseen(runs, Promise.resolve(found('fail')))).whole).toEqual(['first'])
  expect((await foreseen(runs, Promise.resolve(found('pass')))).tried).toEqual([])
})
