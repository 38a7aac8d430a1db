/** A configuration that the proxy refuses: the proxy's own message, and the result without the refused line. */
import { standInFor, unfilledIn } from '../intake/templates.ts'
import type { Candidate, ConfigTree, Scenario } from '../model/index.ts'
import { causeOf, remedyOf, type Verdict, verdictOn } from './report/describe.ts'
import type { Failure } from './report/report.ts'
import { isAccepted } from './search/accepted.ts'
import { changedBy, changedRoute, lineBefore } from './search/changed-session.ts'
import type { Together } from './search/combine-remedies.ts'
import { onceMore } from './search/once-more.ts'
import { foresee } from './search/speculative-trials.ts'
import { createTrials, type Trials } from './search/trials.ts'
import { type CaseRun, isOf, type Variant } from './search/variant-runner.ts'
import type { Examination } from './session.ts'

/** Maximum number of refused lines that are removed, one after the other. */
const MAX_LINES = 8

export interface Refusal {
  readonly failures: readonly Failure[]
  readonly combined?: Together
}

/** No failures where it was not refused. */
export async function explainRefusal(
  examination: Examination,
  ran: readonly CaseRun[],
  before: Verdict,
): Promise<Refusal> {
  const { variants, scenarios, names, tell, remedies, situation, profile, route, routesIn } = examination
  // A name that is corrected may be a server's.
  const serverIn = (config: ConfigTree) => changedRoute(route, routesIn(config), config, profile.config).server
  const trials = createTrials(variants, profile, serverIn)
  const outcome = ran
    .map(({ trace }) => trace.outcome)
    .find(({ state }) => state === 'refused' || state === 'proxy-died')
  if (outcome === undefined || !('message' in outcome)) return { failures: [] }
  const said = 'where' in outcome ? outcome.where : undefined
  const where = said ?? remedies.placeOfRefusal?.(situation, outcome.message)
  const failure: Failure = {
    criterion: 'state',
    kind: 'required',
    title: 'The proxy accepts its configuration and stays alive.',
    observed: [outcome.state],
    actual: where === undefined ? outcome.message : `${names.named(where)}: ${outcome.message}`,
    cells: [],
    causes: [],
    harmful: [],
    tried: 0,
  }
  // The refused text is a substituted value, or a variable without a value: the line itself is not responsible.
  if (where !== undefined && lacksValue(examination, where)) {
    return {
      failures: [{ ...failure, actual: `${failure.actual} (a variable in it has no value: give one with --env)` }],
    }
  }
  tell(`fails: state: ${failure.actual}`)
  const items = outcome.state === 'refused' ? await refusedLines(examination, at(where, outcome.message), trials) : []
  const variant = items.length === 0 ? undefined : trials.variantOf(items)
  if (variant === undefined) return { failures: [{ ...failure, tried: items.length }] }
  // The configuration without the refused lines is examined next, so long-running tests of it start now.
  foresee(changedBy(examination, items, variant.profile), variant, createTrials(variants, variant.profile))
  const after = await onceMore(await trials.whole(items), (tail) => variants.alone(variant.profile, tail))
  if (!isAccepted(after.map(({ trace }) => trace.outcome))) return { failures: [{ ...failure, tried: items.length }] }
  const remedy = remedyOf(items, [{ criterion: 'state' }], examination, before, verdictOn(after, scenarios))
  return {
    failures: [{ ...failure, causes: items.map(causeOf), remedy, tried: items.length }],
    combined: { items, remedy },
  }
}

interface Rejection {
  readonly where: string
  readonly message: string
}

const at = (where: string | undefined, message: string): Rejection | undefined =>
  where === undefined || where === '' ? undefined : { where, message }

/** The proxy reports one refused line at a time: finds the lines without which it accepts the configuration; none where that fails. */
async function refusedLines(
  { variants, situation, remedies, scenarios }: Examination,
  first: Rejection | undefined,
  trials: Trials,
): Promise<readonly Candidate[]> {
  const items: Candidate[] = []
  for (let next = first; next !== undefined && items.length < MAX_LINES; ) {
    const without = remedies.without(situation, next.where, next.message)
    if (without === undefined || items.some(({ id }) => id === without.id)) return []
    items.push(without)
    const variant = trials.variantOf(items)
    const ran = variant && (await variant.run(soonestOf(variant, scenarios)))
    if (variant === undefined || ran === undefined || variants.fault !== undefined) return []
    const { outcome } = ran.trace
    if (outcome.state !== 'refused') return items
    const changed = { ...situation, config: variant.profile.config }
    const place = outcome.where ?? remedies.placeOfRefusal?.(changed, outcome.message)
    const where = place && asGiven(place, situation.config, variant.profile.config)
    next = at(where, outcome.message)
  }
  return []
}

/** The test case that finishes first: only the start of the proxy matters. */
function soonestOf({ tails }: Variant, scenarios: readonly Scenario[]): string {
  const shared = scenarios.filter(({ proxy, clock }) => proxy === 'shared' && clock === undefined)
  const [soonest] = shared.sort((a, b) => a.longest - b.longest)
  return tails.find((tail) => soonest !== undefined && isOf(tail, soonest.id)) ?? tails[0] ?? ''
}

/** Maps a `file:line` of the changed files to the given files. */
function asGiven(where: string, given: ConfigTree, changed: ConfigTree): string | undefined {
  const [, file = '', line] = /^(.*):(\d+)$/.exec(where) ?? []
  return line && `${file}:${lineBefore(given[file] ?? '', changed[file] ?? '', Number(line))}`
}

/** True when the line, as the user wrote it, has a variable without a value. */
function lacksValue({ originals, situation, languages }: Examination, where: string): boolean {
  const [, file = '', line = ''] = /^(.*):(\d+)$/.exec(where) ?? []
  const [written = '', ran = ''] = [originals, situation.config].map(
    (tree) => tree[file]?.split('\n')[Number(line) - 1] ?? '',
  )
  return unfilledIn(written, file, languages).some(({ name }) => ran.includes(standInFor(name) ?? `\${${name}}`))
}
