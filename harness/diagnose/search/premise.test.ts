/** A test case without a stream, although the other test cases had one, with simulated tries. */
import { expect, test } from 'vitest'
import type { ClientFact, Criterion, CriterionId, Finding, Scenario, Trace, TraceState } from '../../model/index.ts'
import { dependent, fail, noisy, notApplicable, pass } from '../../trace/facts.ts'
import { isPassing, withPremise } from './premise.ts'
import type { CaseRun } from './variant-runner.ts'

const good = pass('live', { expected: '', actual: 'live' })
const missing = dependent('delivery/live', 'no request reached the origin')
const REFUSED = [
  { side: 'client', client: 'first', attempt: 1, t: 0, fact: 'head', status: 502 } as unknown as ClientFact,
]
const complete: TraceState = { state: 'complete' }

function tryOf(finding: Finding, kind: Criterion['kind'] = 'required', outcome = complete): CaseRun {
  const criterion: Criterion = { id: 'quiet', kind, title: '', classes: [], judge: () => noisy('never') }
  return {
    tail: 'heartbeat/comment/h1',
    cell: { scenario: { id: 'heartbeat' } as unknown as Scenario, axes: { front: 'h1' } } as unknown as CaseRun['cell'],
    trace: { cell: 'own name', outcome, facts: REFUSED } as unknown as Trace,
    judged: [{ criterion, finding }],
    tries: [],
  }
}

async function of(first: CaseRun, again?: CaseRun, passing: readonly CriterionId[] = ['delivery/live']) {
  let alone = 0
  const found = await withPremise(
    { ran: first, doubts: [] },
    async (criterion) => passing.includes(criterion),
    async () => {
      alone += 1
      return (
        again && {
          ran: again,
          doubts: [{ criterion: 'heartbeat/quiet', tail: again.tail, because: 'of the second run' }],
        }
      )
    },
  )
  return {
    alone,
    outcome: found?.ran.judged[0]?.finding.outcome,
    doubts: found?.doubts.map(({ criterion, because }) => `${criterion}: ${because}`),
  }
}

test('a request that was answered by the proxy while the others reached the origin is run once more alone', async () => {
  expect(await of(tryOf(missing), tryOf(good))).toEqual({
    alone: 1,
    outcome: 'pass',
    doubts: ['heartbeat/quiet: of the second run'],
  })
})

test('it is inconclusive where that stays so, with what the client received', async () => {
  const { doubts } = await of(tryOf(missing), tryOf(missing))
  expect(doubts).toEqual([
    'heartbeat/quiet: of the second run',
    'heartbeat/quiet: no request reached the origin; the client received status 502, although delivery/live passes',
  ])
})

test('a run alone that shows nothing leaves the doubt', async () => {
  const died: TraceState = { state: 'proxy-died', message: '', logs: '' }
  expect((await of(tryOf(missing), tryOf(missing, 'required', died))).doubts).toHaveLength(2)
})

test('where the other criterion fails too, or the finding has a reason of its own, nothing is run again', async () => {
  expect(await of(tryOf(missing), undefined, [])).toMatchObject({ alone: 0, outcome: 'not-applicable', doubts: [] })
  expect(await of(tryOf(notApplicable('no HTTP/2')))).toMatchObject({ alone: 0, doubts: [] })
  expect(await of(tryOf(missing, 'informative'))).toMatchObject({ alone: 0, doubts: [] })
})

test('an interruption ends it', async () => {
  expect(await of(tryOf(missing))).toMatchObject({ alone: 1, doubts: undefined })
})

test('a criterion passes in a test case by its whole name', () => {
  expect(isPassing('heartbeat/quiet', tryOf(good))).toBe(true)
  expect(isPassing('delivery/live', tryOf(good))).toBe(false)
  expect(isPassing('heartbeat/quiet', tryOf(fail('cut', { expected: '', actual: '' })))).toBe(false)
})
