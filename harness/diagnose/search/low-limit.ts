/** A limit of streams that a few clients exhaust: a finding, with a remedy where the line is not a protection. */
import { mergeChanges } from '../../config/text-edits.ts'
import type { Candidate, StreamLimit } from '../../model/index.ts'
import { answeredAnew } from '../report/answers.ts'
import { remedyOf, verdictOn } from '../report/describe.ts'
import type { Failure, Remedy, RouteReport, StreamsTested } from '../report/report.ts'
import { causesAsTyped } from '../report/user-paths.ts'
import type { Examination } from '../session.ts'
import { CAPACITY, type Counted } from './capacity.ts'
import { joined } from './iterate.ts'
import { createTrials } from './trials.ts'

const CRITERION = `${CAPACITY}/streams`
const TITLE = 'Streams of more than a few clients are open at once.'
/** Three browsers, each with six connections to a host over HTTP/1.1, exceed this. */
const FEW = 16
/** Connections of one browser to a host. */
const FEW_OF_ADDRESS = 6
const EACH = {
  process: ' in each process',
  address: ' for each client address',
  connection: ' on each connection',
  all: '',
}

export const isLow = ({ limited, streams, counts = 'all' }: StreamsTested): boolean =>
  limited && streams < (counts === 'address' ? FEW_OF_ADDRESS : FEW)

/**
 * @param last with the report's combined change applied, where there is one; undefined where nothing can be added to that
 * @returns the report with this failing criterion, and with its remedy merged into the others
 */
export async function withLowLimits(
  report: RouteReport,
  { report: { tested }, deciding }: Counted,
  first: Examination,
  last: Examination | undefined,
): Promise<RouteReport> {
  const low = tested.flatMap((one, at) => {
    const limit = deciding[at]
    return isLow(one) && limit?.raised !== undefined ? [{ one, limit, raised: limit.raised }] : []
  })
  if (low.length === 0) return report
  const items = distinct(low.filter(({ limit }) => !limit.isGuard).map(({ raised }) => raised))
  const remedy = await proven(items, first)
  const failing = low.map(({ one, limit, raised }) => failureOf(one, limit, limit.isGuard ? undefined : remedy, raised))
  const combined = remedy
    ? await combine(report.combined, remedy, low, first, last)
    : report.combined && stillLow(report.combined)
  const isDegraded = report.grade === 'works'
  // The change that was found for one path is no longer complete.
  const { narrower, ...rest } = report
  const told = {
    ...rest,
    ...(narrower === undefined || remedy !== undefined ? {} : { narrower: stillLow(narrower) }),
    ...(isDegraded ? { grade: 'degraded' as const, headline: headlineOf(low, report.headline) } : {}),
    failing: [...report.failing, ...merged(failing)],
    ...(combined === undefined ? {} : { combined }),
  }
  const { failing: all } = told
  const named = all.map((one) => causesAsTyped(one, first.names))
  return { ...told, answers: answeredAnew({ ...told, failing: named }) }
}

const distinct = (items: readonly Candidate[]): readonly Candidate[] =>
  items.filter(({ id }, at) => items.findIndex((other) => other.id === id) === at)

/** The same line on two fronts is one finding. */
function merged(failures: readonly Failure[]): Failure[] {
  const groups = Map.groupBy(failures, ({ causes }) => JSON.stringify(causes))
  return [...groups.values()].flatMap((group) => {
    const [one] = group
    return one === undefined ? [] : [{ ...one, cells: group.flatMap(({ cells }) => cells) }]
  })
}

const actualOf = ({ streams, counts = 'all' }: StreamsTested): string =>
  `at most ${streams} concurrent ${streams === 1 ? 'stream' : 'streams'}${EACH[counts]}`

function headlineOf(low: readonly { readonly one: StreamsTested }[], before: string): string {
  const [first] = low
  if (first === undefined) return before
  const actual = actualOf(first.one)
  return `${actual[0]?.toUpperCase()}${actual.slice(1)}. ${before}`
}

function failureOf(one: StreamsTested, limit: StreamLimit, remedy: Remedy | undefined, raised: Candidate): Failure {
  return {
    criterion: CRITERION,
    kind: 'optimal',
    title: TITLE,
    observed: ['exhausted'],
    actual: `${actualOf(one)}${one.next === undefined ? '' : `; ${one.next}`}`,
    cells: [`${CAPACITY}/${one.front}`],
    causes: [{ ...limit.setting, why: raised.why }],
    ...(remedy === undefined ? {} : { remedy }),
    harmful: limit.isGuard ? [{ title: raised.title, worsened: ['what the line protects'] }] : [],
    tried: 1,
  }
}

/** Runs everything else with the change too. The change itself was verified by the scenario. */
async function proven(items: readonly Candidate[], examination: Examination): Promise<Remedy | undefined> {
  if (items.length === 0) return undefined
  const { variants, profile, scenarios } = examination
  const trials = createTrials(variants, profile)
  const variant = variants.variant(profile)
  const base = (await Promise.all(variant.tails.map((tail) => variant.run(tail)))).filter((one) => one !== undefined)
  const ran = await trials.whole(items)
  if (ran.length === 0 || (await trials.worsened(items, base)).length > 0) return undefined
  const [before, after] = [verdictOn(base, scenarios), verdictOn(ran, scenarios)]
  const grade = before.grade === 'works' ? 'degraded' : before.grade
  const [was, is] = [
    { ...before, grade, failed: before.failed + 1 },
    { ...after, passed: after.passed + 1 },
  ]
  return remedyOf(items, [{ criterion: CRITERION }], examination, was, is)
}

/** Applies the change to the files as the other remedies leave them. */
async function combine(
  before: Remedy | undefined,
  remedy: Remedy,
  low: readonly { readonly limit: StreamLimit }[],
  first: Examination,
  last: Examination | undefined,
): Promise<Remedy | undefined> {
  if (before === undefined) return remedy
  if (last === undefined) return stillLow(before)
  const names = new Set(low.filter(({ limit }) => !limit.isGuard).map(({ limit }) => limit.setting.name))
  const limits = last.remedies.streamLimits(last.situation)?.limits ?? []
  const items = distinct(
    limits.flatMap(({ setting, isGuard, raised }) => (names.has(setting.name) && !isGuard && raised ? [raised] : [])),
  )
  const second = mergeChanges(items.map(({ change }) => change)) && (await proven(items, last))
  return second ? joined(before, second, first.originals, items, last) : stillLow(before)
}

/** A change that leaves the limit as it is. */
function stillLow<R extends Remedy>(remedy: R): R {
  const { before, after } = remedy
  const grade = after.grade === 'works' ? 'degraded' : after.grade
  return {
    ...remedy,
    before: { ...before, failed: before.failed + 1 },
    after: { ...after, grade, failed: after.failed + 1 },
  }
}
