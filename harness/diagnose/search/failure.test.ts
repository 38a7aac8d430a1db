import { expect, it, vi } from 'vitest'
import type { Candidate, FindingOutcome, Guard } from '../../model/index.ts'
import type { Failing } from '../report/describe.ts'
import type { Examination } from '../session.ts'
import { explainFailure } from './failure.ts'
import type { Trials } from './trials.ts'
import type { CaseRun } from './variant-runner.ts'

const candidate = (id: string): Candidate => ({
  id,
  setting: { name: id, says: id, doc: '', where: 'a.conf:1' },
  change: [],
  originHeaders: [],
  title: id,
  why: 'why',
})
const failing = {
  verdict: { criterion: 'delivery/live', kind: 'required', title: '', actual: 'held' },
  front: 'h1',
  observed: ['held'],
  cells: ['delivery/h1'],
} as unknown as Failing

const ranWith = (finding: Given['then']): CaseRun =>
  ({
    tail: 'delivery/h1',
    cell: { scenario: { id: 'delivery' }, axes: { front: 'h1' } },
    trace: { outcome: { state: 'complete' } },
    judged: [{ criterion: { id: 'live', kind: 'required' }, finding }],
  }) as unknown as CaseRun

interface Given {
  /** Number of changes that are tested before there is no more time. */
  readonly inTime?: number
  readonly guards?: readonly Guard[]
  readonly turned?: boolean
  /** What is observed with any change made; absent: nothing. */
  readonly then?: { readonly outcome: FindingOutcome; readonly observed: string }
  readonly comesAndGoes?: boolean
  /** Changes of the application's response. */
  readonly application?: readonly Candidate[]
}

function explained({
  inTime = Number.POSITIVE_INFINITY,
  guards = [],
  turned = false,
  application = [],
  then,
  comesAndGoes = false,
}: Given = {}) {
  const attempt = vi.fn(async () => 'not' as const)
  const examination = {
    situation: {},
    remedies: {
      candidates: () => [candidate('one'), candidate('two')],
      probes: () => [],
      application: () => application,
      guards: () => guards,
    },
    route: { fronts: ['h1'] },
    names: { named: (where: string) => where },
    scenarios: [],
    tell: () => undefined,
  } as unknown as Examination
  const trials = {
    attempt,
    retry: attempt,
    prove: async () => ({ turned, worsened: [] }),
    whole: async () => (then === undefined ? [] : [ranWith(then)]),
    comesAndGoes: async () => comesAndGoes,
  } as unknown as Trials
  const result = explainFailure(
    examination,
    failing,
    trials,
    Promise.resolve([]),
    () => undefined,
    () => attempt.mock.calls.length >= inTime,
  )
  return { result, attempt }
}

it('a search that stops for lack of time tests no further change, and says that it is not finished', async () => {
  const { result, attempt } = explained({ inTime: 0 })
  expect(await result).toMatchObject({ isUnfinished: true, failure: { causes: [], tried: 0 } })
  expect(attempt).not.toHaveBeenCalled()
})

it('a search that tested every change is finished', async () => {
  const { failure, isUnfinished } = await explained().result
  expect(failure).toMatchObject({ causes: [], tried: 2 })
  expect(isUnfinished).toBeUndefined()
})

it('changes of the response do not count as changes of the configuration', async () => {
  const application = [candidate('response one'), candidate('response two')]
  const { failure, isUnfinished } = await explained({ application, inTime: 3 }).result
  expect(failure.tried).toBeLessThan(3)
  expect(isUnfinished).toBe(true)
})

it('all changes together that were not tested for lack of time leave the search unfinished', async () => {
  expect(await explained({ inTime: 2 }).result).toMatchObject({ isUnfinished: true, failure: { causes: [], tried: 2 } })
})

it('a guard that was proven is the cause, and no change of it is offered', async () => {
  const guards = [{ without: candidate('SecResponseBodyMimeType'), advice: 'set it off for the path' }]
  const { failure, turning } = await explained({ guards, turned: true }).result
  expect(failure).toMatchObject({ causes: [{ name: 'SecResponseBodyMimeType' }], guard: 'set it off for the path' })
  expect(failure.remedy).toBeUndefined()
  expect(turning).toBeUndefined()
  expect((await explained({ guards }).result).failure.guard).toBeUndefined()
})

it.each([
  ['the response that arrives without it is buffered', { outcome: 'fail', observed: 'held-until-bytes' }, false, true],
  ['there is still no response without it', { outcome: 'fail', observed: 'held' }, false, false],
  ['the run without it was inconclusive', { outcome: 'noisy', observed: 'noisy' }, false, false],
  ['the finding does not repeat with it', { outcome: 'fail', observed: 'held-until-bytes' }, true, false],
  ['nothing ran without it', undefined, false, false],
] as const)('a guard that responds itself: %s', async (_, then, comesAndGoes, isCause) => {
  const guards = [{ without: candidate('if'), advice: 'exempt the path', endsObservations: ['held'] }]
  const given = { guards, comesAndGoes, ...(then === undefined ? {} : { then }) }
  const { failure } = await explained(given).result
  expect(failure.causes.map(({ name }) => name)).toEqual(isCause ? ['if'] : [])
  expect(failure.remedy).toBeUndefined()
})
