/**
 * Measures the number of concurrent streams, and finds the setting that limits it. The configured limits are kept, and the
 * scenario runs alone. A setting is the limit if another value of it, with no other change, allows more streams.
 */

import type { Innate, Profile, Remedies, Scenario, Situation, StreamLimit, StreamLimits } from '../../model/index.ts'
import { causeOf } from '../report/describe.ts'
import type { StreamsReport, StreamsTested } from '../report/report.ts'
import { asOne, decidingOf, likely, type Raisable } from './deciding-limits.ts'
import { crowdOf } from './streams-tested.ts'
import { createTrials } from './trials.ts'
import type { CaseRun, VariantRunner } from './variant-runner.ts'

export const CAPACITY = 'capacity'

/** Maximum number of streams that are opened: by default in about a second; with `--all` above the products' own limits. */
const MAX = { usual: 64, all: 420 } as const

/** The scenario with this maximum number of streams, over these fronts. */
function scenarioOf(scenario: Scenario, all: boolean, fronts: readonly string[]): Scenario {
  return { ...scenario, axes: { front: fronts, most: [String(all ? MAX.all : MAX.usual)] } }
}

/** Value of the axis `used`: as many requests double the first limit of a careful product until it exceeds all others. */
const USED = { usual: '100', all: '200' } as const
const HTTP2 = 'h2+tls'

/** `scenarioOf`, and for HTTP/2 the same on a connection that has completed other requests. */
export function scenariosOf(scenario: Scenario, all: boolean, fronts: readonly string[]): Scenario[] {
  const first = scenarioOf(scenario, all, fronts)
  const used = scenarioOf(scenario, all, [HTTP2])
  const axes = { ...used.axes, used: [all ? USED.all : USED.usual] }
  return fronts.includes(HTTP2) ? [first, { ...used, axes }] : [first]
}

/** A tail has the scenario, the front, the bound, and for a used connection the number of requests. */
const isFirst = (tail: string): boolean => tail.split('/').length === 3
const usedTail = (tail: string, all: boolean): string => `${tail}/${all ? USED.all : USED.usual}`
const isHttp2 = (tail: string): boolean => tail.split('/')[1] === HTTP2

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
  const tested: StreamsTested[] = []
  const deciding: (StreamLimit | undefined)[] = []
  const undone: string[] = []
  const tails = variants.variant(countingProfile(profile, limits, all)).tails.filter(isFirst)
  for (const tail of tails) {
    const ofFront = isHttp2(tail) ? limits : withoutHttp2(limits)
    const counted = countingProfile(profile, ofFront, all)
    const crowd = await crowdOf(variants, variants.variant(counted), tail)
    if (crowd === undefined) undone.push(...inconclusive(await variants.variant(counted).run(tail)))
    else {
      const one = await decidedOn(asked, counted, ofFront.limits, tail, crowd)
      tested.push(one.tested)
      deciding.push(one.decides)
      undone.push(...one.undone)
    }
  }
  if (tested.length + undone.length === 0) return undefined
  return { report: { tested, ...asRead(tails.some(isHttp2) ? limits : withoutHttp2(limits)) }, deciding, undone }
}

const withoutHttp2 = (limits: StreamLimits): StreamLimits => ({
  ...limits,
  limits: limits.limits.filter((limit) => !isOfHttp2(limit)),
})

/** Limits of streams of one HTTP/2 connection, or of everything over HTTP/2. */
const isOfHttp2 = ({ counts, http2Only }: StreamLimit): boolean => counts === 'connection' || http2Only === true

interface Decided {
  readonly tested: StreamsTested
  readonly decides: StreamLimit | undefined
  readonly undone: readonly string[]
}

async function decidedOn(
  asked: Asked,
  counted: Profile,
  limits: readonly StreamLimit[],
  tail: string,
  crowd: StreamsTested,
): Promise<Decided> {
  const { variants, situation, remedies, all } = asked
  if (!crowd.limited) return { tested: crowd, decides: undefined, undone: [] }
  const trials = createTrials(variants, counted)
  const withRaised = async (some: readonly Raisable[], of: string): Promise<number | undefined> =>
    (await crowdOf(variants, trials.variantOf(some.map(({ raised }) => raised)), of))?.streams
  const search = (of: string, streams: number) =>
    decidingOf(likely(limits, { streams }), async (some) => ((await withRaised(some, of)) ?? 0) > streams)
  const ofProduct = isHttp2(tail)
    ? remedies.innate?.(situation.build, { criterion: `${CAPACITY}/streams`, observed: ['below-announced'] })
    : undefined
  const onUsed = usedTail(tail, all)
  const used = ofProduct && (await crowdOf(variants, variants.variant(counted), onUsed))
  if (ofProduct !== undefined && used !== undefined && used.streams > crowd.streams) {
    const found = used.limited ? await search(onUsed, used.streams) : []
    const afterUse = { streams: used.streams, limited: used.limited, ...named(found) }
    return { tested: { ...crowd, innate: innateCause(ofProduct), afterUse }, decides: undefined, undone: [] }
  }
  const found = await search(used === undefined ? tail : onUsed, crowd.streams)
  const decides = asOne(found)
  // Without a result for a used connection, a line with the same number may decide as well as the product.
  const isOpen =
    ofProduct !== undefined && used === undefined && limits.some(({ streams }) => streams === crowd.streams)
  const isSame = decides !== undefined && used !== undefined && (await withRaised(found, tail)) === crowd.streams
  const innate =
    decides === undefined && !isOpen ? await innateOf(asked, counted, tail, crowd) : isSame ? ofProduct : undefined
  return {
    tested: { ...crowd, ...named(found), ...(innate === undefined ? {} : { innate: innateCause(innate) }) },
    decides,
    undone: isOpen ? inconclusive(await variants.variant(counted).run(onUsed)) : [],
  }
}

const innateCause = ({ says, doc }: Innate) => ({ says, doc })

/** The limits that were found, as causes. */
function named(found: readonly Raisable[]): Pick<StreamsTested, 'counts' | 'decidedBy' | 'decidedWith'> {
  const decides = asOne(found)
  return decides === undefined
    ? {}
    : {
        ...(decides.counts === 'process' ? { counts: 'process' as const } : {}),
        decidedBy: causeOf(decides.raised),
        ...(found.length < 2 ? {} : { decidedWith: found.slice(1).map(({ raised }) => causeOf(raised)) }),
      }
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
  const bare = await crowdOf(
    variants,
    variants.variant({ ...profile, id: `${profile.id}-bare`, config: remedies.bare }),
    tail,
  )
  return bare?.streams === streams ? innate : undefined
}

const asRead = ({ limits, processes, none }: StreamLimits): Omit<StreamsReport, 'tested'> => ({
  limits: limits.map(({ setting, raised: _, ...limit }) => ({ ...setting, ...limit })),
  processes,
  none,
})

/** Keeps the configured limits of streams; uses one process where each process counts separately. */
export function countingProfile(profile: Profile, { limits, processes }: StreamLimits, all: boolean): Profile {
  const most = all ? MAX.all : MAX.usual
  const inProcess = limits.some(
    ({ counts, streams }) => counts === 'process' && streams !== undefined && streams <= most,
  )
  const oneProcess = inProcess && processes.most !== 1
  const options = { ...profile.options, withoutLimits: false, withoutRates: true, oneProcess }
  return { ...profile, id: `${profile.id}-counted${oneProcess ? '-in-one-process' : ''}`, options }
}
