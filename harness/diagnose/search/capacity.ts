/**
 * Measures the number of concurrent streams, and finds the setting that limits it. The configured limits are kept, and the
 * scenario runs alone. A setting is the limit if another value of it, with no other change, allows more streams.
 */

import { mergeChanges } from '../../config/text-edits.ts'
import type {
  Candidate,
  Finding,
  Front,
  Innate,
  Profile,
  Remedies,
  Scenario,
  Situation,
  StreamLimit,
  StreamLimits,
} from '../../model/index.ts'
import { causeOf } from '../report/describe.ts'
import type { StreamsReport, StreamsTested } from '../report/report.ts'
import { createTrials } from './trials.ts'
import type { CaseRun, Variant, VariantRunner } from './variant-runner.ts'

export const CAPACITY = 'capacity'

/** Maximum number of streams that are opened: by default in about a second; with `--all` above the products' own limits. */
const MOST = { usual: 64, all: 420 } as const
/** Maximum number of limits that are raised, the most probable ones first. */
const MOST_TRIALS = 4

/** The scenario with this maximum number of streams, over these fronts. */
export function scenarioOf(scenario: Scenario, all: boolean, fronts: readonly string[]): Scenario {
  return { ...scenario, axes: { front: fronts, most: [String(all ? MOST.all : MOST.usual)] } }
}

interface Asked {
  /** Runs only `scenarioOf`. */
  readonly variants: VariantRunner
  readonly profile: Profile
  readonly situation: Situation
  readonly remedies: Remedies
  readonly all: boolean
}

export interface Counted {
  readonly report: StreamsReport
  /** The limits that were found, in the order of `report.tested`. */
  readonly deciding: readonly (StreamLimit | undefined)[]
  /** What could not be judged, with the reason. */
  readonly undone: readonly string[]
}

const NOTHING: StreamLimits = { limits: [], processes: { says: '' }, none: [] }

/** Undefined where no stream reaches the application. */
export async function countStreams(asked: Asked): Promise<Counted | undefined> {
  const { variants, profile, situation, remedies, all } = asked
  const limits = remedies.streamLimits(situation) ?? NOTHING
  const counted = countingProfile(profile, limits, all)
  const variant = variants.variant(counted)
  const trials = createTrials(variants, counted)
  const tested: StreamsTested[] = []
  const deciding: (StreamLimit | undefined)[] = []
  const undone: string[] = []
  for (const tail of variant.tails) {
    const crowd = await crowdOf(variant, tail)
    if (crowd === undefined) {
      undone.push(...inconclusive(await variant.run(tail)))
      continue
    }
    const helps = async (some: readonly Raisable[]): Promise<boolean> => {
      const more = await crowdOf(trials.variantOf(some.map(({ raised }) => raised)), tail)
      return more !== undefined && more.streams > crowd.streams
    }
    const together = crowd.limited ? await decidingOf(likely(limits.limits, crowd), helps) : []
    const decides = asOne(together)
    const counts = decides?.counts === 'process' ? { counts: 'process' as const } : {}
    const innate = decides === undefined ? await innateOf(asked, counted, tail, crowd) : undefined
    tested.push({
      ...crowd,
      ...counts,
      ...(decides === undefined ? {} : { decidedBy: causeOf(decides.raised) }),
      ...(together.length < 2 ? {} : { decidedWith: together.slice(1).map(({ raised }) => causeOf(raised)) }),
      ...(innate === undefined ? {} : { innate: { says: innate.says, doc: innate.doc } }),
    })
    deciding.push(decides)
  }
  if (tested.length + undone.length === 0) return undefined
  return { report: { tested, ...asRead(limits) }, deciding, undone }
}

function inconclusive(ran: CaseRun | undefined): string[] {
  if (ran === undefined) return []
  const { tail, judged, trace } = ran
  if (trace.outcome.state === 'broken') return [`${tail}: ${trace.outcome.stage}: ${trace.outcome.message}`]
  const noisy = judged.find(({ finding }) => finding.outcome === 'noisy')
  return noisy === undefined ? [] : [`${tail}: inconclusive: ${noisy.finding.actual}`]
}

/** Undefined where this limitation is not known for the product, or a minimal configuration of the route allows more streams. */
async function innateOf(
  { variants, situation, remedies }: Asked,
  { options: _, ...profile }: Profile,
  tail: string,
  { front, limited, streams }: StreamsTested,
): Promise<Innate | undefined> {
  if (!limited || front !== 'h2+tls') return undefined
  const innate = remedies.innate?.(situation.build, { criterion: `${CAPACITY}/streams`, observed: ['below-announced'] })
  if (innate === undefined || remedies.bare === undefined) return undefined
  const bare = await crowdOf(variants.variant({ ...profile, id: `${profile.id}-bare`, config: remedies.bare }), tail)
  return bare?.streams === streams ? innate : undefined
}

const asRead = ({ limits, processes, none }: StreamLimits): Omit<StreamsReport, 'tested'> => ({
  limits: limits.map(({ setting, raised: _, ...limit }) => ({ ...setting, ...limit })),
  processes,
  none,
})

/** Keeps the configured limits of streams; uses one process where each process counts separately. */
export function countingProfile(profile: Profile, { limits, processes }: StreamLimits, all: boolean): Profile {
  const most = all ? MOST.all : MOST.usual
  const inProcess = limits.some(
    ({ counts, streams }) => counts === 'process' && streams !== undefined && streams <= most,
  )
  const oneProcess = inProcess && processes.most !== 1
  const options = { ...profile.options, withoutLimits: false, withoutRates: true, oneProcess }
  return { ...profile, id: `${profile.id}-counted`, options }
}

type Raisable = StreamLimit & { readonly raised: Candidate }

/** Limits that may be responsible, those nearest to the measured number first. */
function likely(limits: readonly StreamLimit[], { streams, front }: StreamsTested): readonly Raisable[] {
  const distance = (limit: StreamLimit): number => Math.abs((limit.streams ?? Number.POSITIVE_INFINITY) - streams)
  return limits
    .filter((limit): limit is Raisable => limit.raised !== undefined)
    .filter(({ counts }) => counts !== 'rate' && (counts !== 'connection' || front === 'h2+tls'))
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, MOST_TRIALS)
}

/** The one that allows more when it is raised; else the fewest that do so together, the nearest first. */
async function decidingOf<T>(
  all: readonly T[],
  helps: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  for (const one of all) if (await helps([one])) return [one]
  if (all.length < 2 || !(await helps(all))) return []
  let needed = all
  // With two of them each was tested alone.
  for (const one of all.length > 2 ? all : []) {
    const fewer = needed.filter((other) => other !== one)
    if (fewer.length > 1 && (await helps(fewer))) needed = fewer
  }
  return needed
}

/** As one limit, which is raised by all of the changes. */
function asOne([first, ...others]: readonly Raisable[]): Raisable | undefined {
  if (first === undefined || others.length === 0) return first
  const all = [first, ...others].map(({ raised }) => raised)
  const change = mergeChanges(all.map((one) => one.change))
  if (change === undefined) return undefined
  const join = (of: (one: Candidate) => string, by: string): string => all.map(of).join(by)
  const raised = { ...first.raised, change, id: join(({ id }) => id, ' '), title: join(({ title }) => title, '; ') }
  return { ...first, isGuard: [first, ...others].some(({ isGuard }) => isGuard), raised }
}

/** Undefined where the test is inconclusive, or the proxy does not accept the configuration. */
async function crowdOf(variant: Variant | undefined, tail: string): Promise<StreamsTested | undefined> {
  const ran = await variant?.run(tail)
  const findings = new Map<string, Finding>(
    (ran?.judged ?? []).flatMap(({ criterion, finding }) =>
      finding.outcome === 'measured' ? [[criterion.id, finding] as const] : [],
    ),
  )
  const [open, next, counts] = ['streams', 'next', 'counts'].map((id) => findings.get(id))
  if (ran === undefined || open === undefined) return undefined
  const limited = open.observed !== 'not-within-bound'
  const detail = (name: string) =>
    ran.trace.facts.flatMap((fact) => (fact.fact === 'act' && fact.name === name ? [fact.detail] : []))[0]
  const all = counts?.measures.all?.value
  return {
    front: (ran.cell.axes.front ?? 'h1') as Front,
    streams: open.measures.streams?.value ?? 0,
    limited,
    buffered: detail('filled')?.buffered === true,
    ...(limited && counts !== undefined ? { counts: counts.observed as 'all' | 'address' | 'connection' } : {}),
    ...(limited && next !== undefined ? { next: next.actual } : {}),
    ...(counts?.observed === 'address' && all !== undefined
      ? { inAll: { streams: all, limited: detail('elsewhere')?.beyond !== '' } }
      : {}),
  }
}
