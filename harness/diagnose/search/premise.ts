/**
 * A criterion that is not applicable because another one fails, although that one passes on the same front: its request met a
 * condition that the other request did not (a balancer in its error state, a busy machine, a rule for this method or path). It
 * runs once more alone; if that does not resolve it, it is inconclusive.
 */
import type { CriterionId, Finding, Trace } from '../../model/index.ts'
import type { Confirmed, Doubt } from './confirm.ts'
import type { CaseRun } from './variant-runner.ts'

/** Whether a criterion of another scenario was judged, and passes, in each test case on the same front. */
export type Passes = (criterion: CriterionId, of: CaseRun) => Promise<boolean>

export const isPassing = (criterion: CriterionId, { cell, judged }: CaseRun): boolean =>
  judged.some(
    ({ criterion: { id }, finding }) => `${cell.scenario.id}/${id}` === criterion && finding.outcome === 'pass',
  )

/**
 * @param alone runs it again with almost nothing else at the same time, and confirms failures as usual
 * @returns undefined when it was interrupted
 */
export async function withPremise(
  confirmed: Confirmed | undefined,
  passes: Passes,
  alone: (tail: string) => Promise<Confirmed | undefined>,
): Promise<Confirmed | undefined> {
  if (confirmed === undefined || (await contradictions(confirmed.ran, passes)).length === 0) return confirmed
  const again = await alone(confirmed.ran.tail)
  if (again === undefined) return undefined
  const isWhole = again.ran.trace.outcome.state === 'complete'
  const { ran } = isWhole ? again : confirmed
  return { ran, doubts: [...confirmed.doubts, ...again.doubts, ...(await contradictions(ran, passes))] }
}

/** One for each test case and reason, because the same request is missing for all of its criteria. */
async function contradictions(ran: CaseRun, passes: Passes): Promise<Doubt[]> {
  const { cell, tail, judged, trace } = ran
  const reasons = new Map<string, string>()
  for (const { criterion, finding } of judged) {
    const on = premiseOf(finding)
    if (on === undefined || criterion.kind === 'informative' || on.startsWith(`${cell.scenario.id}/`)) continue
    if (!(await passes(on, ran))) continue
    const because = `${finding.actual.replace(`: see ${on}`, '')}${seenInstead(trace)}, although ${on} passes`
    if (!reasons.has(because)) reasons.set(because, `${cell.scenario.id}/${criterion.id}`)
  }
  return [...reasons].map(([because, criterion]) => ({ criterion, tail, because }))
}

const premiseOf = ({ outcome, dependsOn }: Finding): CriterionId | undefined =>
  outcome === 'not-applicable' ? dependsOn : undefined

/** `; the client received status 502`: the first response that is not a stream. */
function seenInstead({ facts }: Trace): string {
  const head = facts.find((fact) => fact.side === 'client' && fact.fact === 'head' && fact.status !== 200)
  return head?.side === 'client' && head.fact === 'head' ? `; the client received status ${head.status}` : ''
}
