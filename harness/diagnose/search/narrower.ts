/**
 * Restricts a remedy of a location that serves a whole site to the stream's own path; the result is run as a whole before it is
 * offered.
 */
import { createHash } from 'node:crypto'
import { applyChange } from '../../config/text-edits.ts'
import type { Candidate, Change, CheckPurpose, ProxiedRoute } from '../../model/index.ts'
import { ontoOriginals } from '../fix/map-to-template.ts'
import { isLikelyStream } from '../order-routes.ts'
import { usualPaths } from '../purpose.ts'
import { type Verdict, verdictOn } from '../report/describe.ts'
import { frontOf, keyOf, type OnFront } from '../report/fronts.ts'
import type { NarrowRemedy } from '../report/report.ts'
import type { Examination } from '../session.ts'
import { isAccepted } from './accepted.ts'
import type { Together } from './combine-remedies.ts'
import { unifiedDiff } from './diff.ts'
import { criterionOf } from './failure.ts'
import { findingsOf, isFixed } from './trials.ts'
import type { CaseRun, Variant } from './variant-runner.ts'

/** Default paths of the stream below the route's, where `--path` did not name it: the first that does not exist yet. */
const USUAL = ['/sse/', '/stream/', '/event-stream/']

/** The configuration with the changes restricted to one path, and that change. */
interface Narrow {
  readonly path: string
  readonly change: Change
  readonly variant: Variant
}

/** The location below the route's in which the configuration already carries streams. */
export const ownStreamPlace = <T extends ProxiedRoute>(
  { path }: Pick<ProxiedRoute, 'path'>,
  neighbours: readonly T[],
): T | undefined => neighbours.find((one) => isLikelyStream(one) && isBelow(one.path, path))

/**
 * In order of preference: the requested path, then paths that no other location has.
 * @param purpose its clients do not request the default ones
 */
export function pathsFor(
  { path }: Pick<ProxiedRoute, 'path'>,
  neighbours: readonly Pick<ProxiedRoute, 'path'>[],
  purpose?: CheckPurpose,
): readonly string[] {
  const front = path.replace(/\/$/, '')
  const taken = new Set(neighbours.map((one) => bare(one.path)))
  const usual = purpose === undefined ? USUAL : usualPaths(purpose)
  const below = usual.map((one) => (one.startsWith(`${front}/`) ? one : `${front}${one}`))
  return [path, ...below.filter((one) => !taken.has(bare(one)))]
}

const bare = (path: string): string => path.replace(/\/$/, '')

const isBelow = (path: string, above: string): boolean =>
  path.startsWith(`${bare(above)}/`) && bare(path) !== bare(above)

function narrow(examination: Examination, items: readonly Candidate[]): Narrow | undefined {
  const { variants, profile, route, neighbours, remedies, situation, purpose } = examination
  // A location for a stream only is already narrow, and streams with their own location need no second one.
  if (isLikelyStream(route) || ownStreamPlace(route, neighbours) !== undefined) return undefined
  const [path, change] =
    pathsFor(route, neighbours, purpose)
      .map((one) => [one, remedies.narrowed?.(situation, items, one)] as const)
      .find(([, found]) => found !== undefined) ?? []
  if (path === undefined || change === undefined) return undefined
  const digest = createHash('sha256')
    .update(JSON.stringify([change, path]))
    .digest('hex')
    .slice(0, 12)
  const variant = variants.variant({
    ...profile,
    id: `${profile.id}-narrower-${digest}`,
    config: applyChange(profile.config, change),
    originHeaders: [...profile.originHeaders, ...items.flatMap((item) => item.originHeaders)],
    options: { ...profile.options, path },
  })
  return { path, change, variant }
}

/** Runs it before it is known to be needed, so that its result is available when the wider change has been verified. */
export function foreseeNarrowed(examination: Examination, items: readonly Candidate[]): void {
  const { tails = [], run } = narrow(examination, items)?.variant ?? {}
  for (const tail of tails) void run?.(tail)
}

/** Undefined where there is no such change, or it does not have the same effect as the wider one. */
export async function narrowed(
  examination: Examination,
  { items, remedy }: Together,
  base: readonly CaseRun[],
  before: Verdict,
): Promise<NarrowRemedy | undefined> {
  const { situation, originals, names, scenarios } = examination
  const { path, change, variant } = narrow(examination, items) ?? {}
  const own = change && ontoOriginals(change, situation.config, originals)
  if (path === undefined || variant === undefined || own === undefined) return undefined
  const { tails, run } = variant
  const ran = (await Promise.all(tails.map((tail) => run(tail)))).filter((one) => one !== undefined)
  // Where it is refused nothing fails, and where the files are refused nothing passed.
  if (ran.length < tails.length || !isAccepted(ran.map(({ trace }) => trace.outcome))) return undefined
  if (!doesTheSame(base, ran, remedy.turns)) return undefined
  const { titles, originHeaders, turns } = remedy
  const { grade, headline, passed, failed } = verdictOn(ran, scenarios)
  return {
    path,
    titles,
    diff: unifiedDiff(originals, own, names.inDiff),
    originHeaders,
    turns,
    before: {
      grade: before.grade,
      headline: names.inText(before.headline),
      passed: before.passed,
      failed: before.failed,
    },
    after: { grade, headline: names.inText(headline), passed, failed },
  }
}

/** Everything that the wider change fixes passes, and nothing that passed fails. */
function doesTheSame(base: readonly CaseRun[], ran: readonly CaseRun[], turns: readonly OnFront[]): boolean {
  const after = findingsOf(ran)
  const turned = new Set(turns.map(keyOf))
  return base.every((one) => {
    const front = frontOf(one.cell)
    return [...findingsOf([one])].every(([key, outcome]) => {
      const isTurned = turned.has(keyOf({ criterion: criterionOf(key), front }))
      if (outcome === 'fail' && isTurned) return isFixed(after.get(key))
      return outcome !== 'pass' || after.get(key) !== 'fail'
    })
  })
}
