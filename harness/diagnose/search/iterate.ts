/**
 * A fault may mask another: where the changed configuration fails in something that could not be tested before, that is diagnosed
 * like the first failure, and all remedies are reported as one.
 */
import { applyChange, mergeChanges } from '../../config/text-edits.ts'
import type { Candidate, ConfigTree } from '../../model/index.ts'
import { type Examined, examine } from '../diagnose-route.ts'
import { ontoOriginals } from '../fix/map-to-template.ts'
import { isLikelyStream } from '../order-routes.ts'
import { keyOf, onFrontOf } from '../report/fronts.ts'
import { besideLimitations } from '../report/limitation-grade.ts'
import type { Remedy, RouteReport } from '../report/report.ts'
import type { Examination } from '../session.ts'
import { asWritten, changedBy, changedRoute, namesBefore, profileAt } from './changed-session.ts'
import { diffOf } from './diff.ts'
import { ownStreamPlace } from './narrower.ts'
import { offered } from './offered.ts'

/** Real configurations do not mask more faults than this. */
const MAX_ROUNDS = 3

/** The place that the server of a wider route has for streams. */
function besideOf({ route, neighbours, names }: Examination): string | undefined {
  const place = isLikelyStream(route) ? undefined : ownStreamPlace(route, neighbours)
  return place && `\`${place.name}\` (${names.named(place.where)})`
}

const NOT_TO_ITS_END = 'more fails with the change made; it was interrupted before the cause was found'

export interface InRounds {
  readonly report: RouteReport
  /** With the report's combined change applied, where there is one; undefined where that is for one path alone, which no further change is verified with. */
  readonly last: Examination | undefined
}

/** Undefined when the first round was interrupted; a later one leaves the report of those before it. @param examineOnce one round */
export async function examineInRounds(
  examination: Examination,
  examineOnce: typeof examine = examine,
): Promise<InRounds | undefined> {
  const first = await examineOnce(examination)
  if (first === undefined) return undefined
  let report = first.report
  let last: Examined = first
  let now = examination
  for (let round = 2; round <= MAX_ROUNDS && last.hides; round += 1) {
    if (last.changed === undefined) break
    const before = now.situation.config
    const changed = changedBy(now, last.combined?.items ?? [], last.changed)
    const { config } = changed.situation
    const route = changedRoute(now.route, now.routesIn(config), config, before)
    now = {
      ...changed,
      route,
      profile: profileAt(changed.profile, route.server),
      situation: { ...changed.situation, ...(changed.situation.server && { server: route.server }) },
      names: namesBefore(examination.names, changed.originals, examination.originals),
      known: new Set(report.failing.map(keyOf)),
    }
    now.tellRunning('more fails once that is fixed: tested with the change made')
    const next = await examineOnce(now)
    if (next === undefined) {
      report = { ...report, undone: [...report.undone, NOT_TO_ITS_END] }
      break
    }
    const hidden = next.report.failing
    report = {
      ...report,
      failing: [...report.failing, ...hidden.map((one) => asWritten(one, now.originals, examination.originals))],
      inconclusive: [
        ...report.inconclusive,
        ...next.report.inconclusive
          .filter(({ criterion }) => !report.inconclusive.some((one) => one.criterion === criterion))
          .map((one) => ({ ...one, because: `with the change made: ${one.because}` })),
      ],
    }
    last = next
    if (next.report.combined === undefined) break
    // The change that was found for one path is no longer complete.
    const { narrower: _, ...rest } = report
    report = {
      ...rest,
      combined: joined(report.combined, next.report.combined, examination.originals, next.combined?.items ?? [], now),
    }
  }
  const { combined, changed } = last
  const isChanged = combined !== undefined && changed !== undefined
  const shown = offered(report, besideOf(examination))
  const isForOnePath = shown.combined !== undefined && shown.combined !== report.combined
  const whole = isChanged ? changedBy(now, combined.items, changed) : now
  return { report: besideLimitations(shown), last: isForOnePath ? undefined : whole }
}

const costsOf = (some: readonly Remedy[]): Pick<Remedy, 'costs'> => {
  const costs = some.flatMap((one) => one.costs ?? [])
  return costs.length === 0 ? {} : { costs: costs.join(', ') }
}

export function joined(
  first: Remedy | undefined,
  second: Remedy,
  originals: ConfigTree,
  items: readonly Candidate[],
  now: Examination,
): Remedy {
  if (first === undefined) return second
  const change = mergeChanges(items.map((item) => item.change)) ?? []
  const own = ontoOriginals(change, now.situation.config, now.originals) ?? []
  return {
    titles: [...first.titles, ...second.titles],
    diff: diffOf(originals, applyChange(now.originals, own), now.names.inDiff),
    originHeaders: [...first.originHeaders, ...second.originHeaders],
    turns: [...new Set([...first.turns, ...second.turns].map(keyOf))].map(onFrontOf),
    before: first.before,
    after: second.after,
    ...costsOf([first, second]),
  }
}
