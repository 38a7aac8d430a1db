/** Which retries follow from the result of a test case, and the final result, with simulated tries. */
import { describe, expect, test } from 'vitest'
import type { ClientFact, Criterion, Fact, Finding, Scenario, Trace, TraceState } from '../../model/index.ts'
import { fail, noisy, notApplicable, pass } from '../../trace/facts.ts'
import { confirm, type Retries } from './confirm.ts'
import { inconclusiveOf, withoutUnsteady } from './inconclusive.ts'
import type { CaseRun } from './variant-runner.ts'

const TAIL = 'status/h1'
const criterion: Criterion = { id: 'status', kind: 'required', title: '', classes: [], judge: () => noisy('never') }
const bad = fail('no-answer', { expected: '', actual: 'no response' })
const good = pass('same', { expected: '', actual: 'same' })
const stall = noisy('event-loop stall')

const ASKED: readonly Fact[] = ['request', 'head'].map(
  (fact) => ({ side: 'client', client: 'first', attempt: 1, t: 0, fact }) as unknown as ClientFact,
)

function tryOf(finding: Finding | undefined, outcome: TraceState = { state: 'complete' }, facts = ASKED): CaseRun {
  const judged = finding === undefined ? [] : [{ criterion, finding }]
  const scenario = { id: 'status' } as unknown as Scenario
  return {
    tail: TAIL,
    cell: { scenario, axes: { front: 'h1' } } as unknown as CaseRun['cell'],
    trace: { cell: 'own name', question: 'own question', outcome, facts } as unknown as Trace,
    judged,
    tries: outcome.state === 'complete' ? [judged] : [],
  }
}
const died = tryOf(undefined, { state: 'proxy-died', message: 'the proxy runs, but did not answer', logs: '' })
const late = tryOf(undefined, { state: 'broken', stage: 'play', message: 'no end within 18 s', logs: '', late: true })
const broken = tryOf(undefined, { state: 'broken', stage: 'play', message: 'a bug', logs: '' })
const unanswered = tryOf(notApplicable('no stream'), { state: 'complete' }, ASKED.slice(0, 1))

/** The result of each kind of try, in order; any further try is an error. */
async function of(first: CaseRun, script: { again?: CaseRun[]; alone?: CaseRun[] } = {}) {
  const order: string[] = []
  const next = (kind: 'again' | 'alone') => async (): Promise<CaseRun> => {
    order.push(kind)
    const one = script[kind]?.shift()
    if (one === undefined) throw new Error(`it was run ${kind} once more than expected`)
    return { ...one, trace: { ...one.trace, cell: 'twin', question: 'twin' } as unknown as Trace }
  }
  const retries: Retries = { first: async () => first, again: next('again'), alone: next('alone') }
  const confirmed = await confirm(TAIL, retries)
  if (confirmed === undefined) throw new Error('it was not interrupted')
  const { ran, doubts } = confirmed
  return {
    order,
    state: ran.trace.outcome.state,
    name: ran.trace.cell,
    outcome: ran.judged[0]?.finding.outcome,
    doubts: doubts.map((doubt) => `${doubt.criterion}: ${doubt.because}`),
  }
}

/** A try with the findings of two criteria. */
function tryOfTwo(finding: Finding, other: Finding): CaseRun {
  const one = tryOf(finding)
  const judged = [...one.judged, { criterion: { ...criterion, id: 'other' }, finding: other }]
  return { ...one, judged, tries: [judged] }
}

describe('two criteria of a test case', () => {
  test('that one passes does not contradict that the other fails', async () => {
    const confirmed = await of(tryOfTwo(bad, good), { again: [tryOfTwo(stall, good)], alone: [tryOfTwo(bad, good)] })
    expect(confirmed).toMatchObject({ order: ['again', 'alone'], outcome: 'fail', doubts: [] })
  })

  test('each is judged in some run', async () => {
    const judged = await of(tryOfTwo(good, stall), { alone: [tryOfTwo(good, good)] })
    expect(judged).toMatchObject({ order: ['alone'], outcome: 'pass' })
    const inSecond = await of(tryOfTwo(bad, stall), { again: [tryOfTwo(bad, good)] })
    expect(inSecond).toMatchObject({ order: ['again'], outcome: 'fail' })
  })
})

test('only a request without an answer, because of which something cannot be judged, is run again', async () => {
  const without = ASKED.slice(0, 1)
  const informative = tryOf(notApplicable('no stream'), { state: 'complete' }, without)
  const judged = informative.judged.map((one) => ({
    ...one,
    criterion: { ...criterion, kind: 'informative' as const },
  }))
  for (const one of [
    tryOf(good, { state: 'complete' }, without),
    tryOf(notApplicable('it is so')),
    { ...informative, judged, tries: [judged] },
  ])
    expect((await of(one)).order).toEqual([])
})

test('what passes is run once', async () => {
  expect(await of(tryOf(good))).toMatchObject({ order: [], outcome: 'pass', doubts: [] })
})

describe('what fails', () => {
  test('has to fail again, and is the first one’s finding then', async () => {
    const twice = await of(tryOf(bad), { again: [tryOf(bad)] })
    expect(twice).toMatchObject({ order: ['again'], outcome: 'fail', name: 'own name', doubts: [] })
  })

  test('is inconclusive where it passes the next time', async () => {
    const once = await of(tryOf(bad), { again: [tryOf(good)] })
    expect(once).toMatchObject({ order: ['again'], outcome: 'noisy' })
    expect(once.doubts).toEqual(['status/status: fails in 1 of 2 runs: no response'])
  })

  test('runs with at most two test cases beside it where the other try shows nothing', async () => {
    const confirmed = await of(tryOf(bad), { again: [tryOf(stall)], alone: [tryOf(bad)] })
    expect(confirmed).toMatchObject({ order: ['again', 'alone'], outcome: 'fail', doubts: [] })
    const open = await of(tryOf(bad), { again: [tryOf(stall)], alone: [tryOf(stall)] })
    expect(open).toMatchObject({ outcome: 'noisy', doubts: [expect.stringContaining('no other run could confirm it')] })
  })

  test('needs no confirmation where it is known from an earlier round', async () => {
    const retries: Retries = { first: async () => tryOf(bad), again: expect.unreachable, alone: expect.unreachable }
    const known = await confirm(TAIL, retries, new Set(['status/status h1']))
    expect(known?.ran.judged[0]?.finding.outcome).toBe('fail')
  })
})

describe('a proxy that did not answer any more', () => {
  test('that does so with at most two test cases beside it is a doubt, and the findings are those of that run', async () => {
    const once = await of(died, { alone: [tryOf(good)] })
    expect(once).toMatchObject({ order: ['alone'], state: 'complete', outcome: 'pass', name: 'own name' })
    expect(once.doubts).toEqual([
      'status: in 1 of 2 runs: the proxy runs, but did not answer; not when it ran with at most two test cases beside it',
    ])
  })

  test('that is seen again with at most two test cases beside it has died', async () => {
    expect(await of(died, { alone: [died] })).toMatchObject({ order: ['alone'], state: 'proxy-died', doubts: [] })
  })

  test('in the place of a confirmation leaves the failure to a run with at most two test cases beside it', async () => {
    const confirmed = await of(tryOf(bad), { again: [died], alone: [tryOf(bad)] })
    expect(confirmed).toMatchObject({ order: ['again', 'alone'], outcome: 'fail' })
  })
})

describe('what does not come to an end', () => {
  test('is run with at most two test cases beside it, and is no fault of the harness’s where that stays so', async () => {
    const never = await of(late, { alone: [late] })
    expect(never).toMatchObject({ order: ['alone'], state: 'skipped', outcome: undefined })
    expect(never.doubts).toEqual([
      'status: no end within 18 s (2 runs, the last one with at most two test cases beside it)',
    ])
  })

  test('once is a doubt, and what fails in the next run is confirmed like any other', async () => {
    const once = await of(late, { alone: [tryOf(bad), tryOf(bad)] })
    expect(once).toMatchObject({ order: ['alone', 'alone'], state: 'complete', outcome: 'fail' })
    expect(once.doubts).toHaveLength(1)
  })

  test('and a proxy that died once are two things that did not repeat', async () => {
    expect(await of(late, { alone: [died, late] })).toMatchObject({ order: ['alone', 'alone'], state: 'skipped' })
    expect(await of(late, { alone: [died, died] })).toMatchObject({ order: ['alone', 'alone'], state: 'proxy-died' })
  })

  test('for a fault of the harness’s own stays one', async () => {
    expect(await of(broken)).toMatchObject({ order: [], state: 'broken', doubts: [] })
  })
})

describe('what was not answered at all', () => {
  test('is run with at most two test cases beside it', async () => {
    expect(await of(unanswered, { alone: [tryOf(good)] })).toMatchObject({
      order: ['alone'],
      outcome: 'pass',
      doubts: [],
    })
  })

  test('is listed where that stays so, but not where no stream arrives at all', async () => {
    const retries: Retries = { first: async () => unanswered, again: expect.unreachable, alone: async () => unanswered }
    const { doubts = [] } = (await confirm(TAIL, retries)) ?? {}
    expect(inconclusiveOf(doubts, ['resume/reconnect'])).toMatchObject([{ criterion: 'status', cells: [TAIL] }])
    expect(inconclusiveOf(doubts, ['delivery/live'])).toEqual([])
  })
})

test('what never could be judged is run with at most two test cases beside it, and listed with its reason', async () => {
  expect(await of(tryOf(stall), { alone: [tryOf(good)] })).toMatchObject({ outcome: 'pass', doubts: [] })
  expect(await of(tryOf(stall), { alone: [tryOf(stall)] })).toMatchObject({
    outcome: 'noisy',
    doubts: ['status/status: event-loop stall'],
  })
})

test('what could not be judged, and fails with at most two test cases beside it, has to fail so again', async () => {
  const confirmed = await of(tryOf(stall), { alone: [tryOf(bad), tryOf(bad)] })
  expect(confirmed).toMatchObject({ order: ['alone', 'alone'], outcome: 'fail', doubts: [] })
  expect(await of(tryOf(stall), { alone: [tryOf(bad), tryOf(good)] })).toMatchObject({ outcome: 'noisy' })
})

test('a failure that comes and goes is taken out of the verdict, and listed', () => {
  const { ran, doubts } = withoutUnsteady([tryOf(bad), tryOf(good)], ['status/status h1'])
  expect(ran.map(({ judged }) => judged[0]?.finding.outcome)).toEqual(['noisy', 'pass'])
  expect(inconclusiveOf(doubts, [])).toEqual([
    { criterion: 'status/status', cells: [TAIL], because: expect.stringMatching(/^comes and goes: .*no response$/) },
  ])
})
