/** Which place of the configuration really passed on the requests of a route, by the proxy itself. Pure. */
import type { HeaderField, HopRecord, ProxiedRoute, ReachablePlace, Trace } from '../../model/index.ts'
import type { OtherPlace, Reached, RouteReport } from './report.ts'

type Marked = Pick<Trace, 'facts'> & { readonly route: readonly Pick<HopRecord, 'places'>[] }

/** Most requests of an EventSource decide: a configuration may send other clients, and some requests, to other places. */
export function reachedPlace(traces: readonly Marked[], route: ProxiedRoute): Reached {
  const all = traces.flatMap((trace) =>
    firstAttempts(trace).map(({ values, isEventSource }) => ({
      isEventSource,
      reached: placeOfAttempt(values, trace.route[0]?.places, route),
    })),
  )
  const streams = all.filter(({ isEventSource }) => isEventSource)
  const groups = Map.groupBy(streams.length > 0 ? streams : all, ({ reached }) => JSON.stringify(reached))
  const [most] = [...groups.values()].sort(
    (some, others) => others.length - some.length || Number(isProven(others)) - Number(isProven(some)),
  )
  return most?.[0]?.reached ?? 'not proven'
}

/** Whether most requests were passed on by another place of the configuration. */
export const isElsewhere = (traces: readonly Marked[], route: ProxiedRoute): boolean =>
  typeof reachedPlace(traces, route) !== 'string'

const isProven = (group: readonly { readonly reached: Reached }[]): boolean => group[0]?.reached === 'proven'

/** One attempt may cause more requests: a copy for another address, or a retry at another place after an error. */
function placeOfAttempt(
  values: readonly string[],
  places: readonly ReachablePlace[] = [],
  route: ProxiedRoute,
): Reached {
  const all = values.map((value) => placeOf(value, places, route))
  return all.find((one) => one === 'proven') ?? all[0] ?? 'not proven'
}

function placeOf(value: string, places: readonly ReachablePlace[], route: ProxiedRoute): Reached {
  if (route.place === undefined) return 'not proven'
  const fitting = places.filter((one) => isFrom(one, value))
  const longest = Math.max(...fitting.map(({ marker }) => marker.length))
  const closest = fitting.filter(({ marker }) => marker.length === longest)
  const [first] = closest
  const isOnly = closest.every(({ id }) => id === route.place)
  if (first === undefined) return 'not proven'
  if (isOnly) return 'proven'
  const isPossible =
    closest.some(({ id, server }) => id === route.place || (id === '' && server === route.serverWhere)) ||
    fitting.some(({ id, isOpen }) => id === route.place && isOpen === true)
  return isPossible ? 'not proven' : { where: first.where, server: first.server }
}

function isFrom({ marker, fits }: ReachablePlace, value: string): boolean {
  if (fits === 'exactly') return value === marker
  if (!value.startsWith(marker)) return false
  return fits === 'start' || marker.endsWith('/') || /^(\/|$)/.test(value.slice(marker.length))
}

interface Attempt {
  /** Values of all requests that one attempt of a client caused. */
  readonly values: readonly string[]
  readonly isEventSource: boolean
}

/** The first attempt of each client: a later one may be answered from another place, e.g. after an error. */
function firstAttempts({ facts }: Pick<Trace, 'facts'>): readonly Attempt[] {
  const requests = facts.flatMap((fact) =>
    fact.side === 'origin' && fact.fact === 'request' && fact.attempt === 1 ? [fact] : [],
  )
  return [...Map.groupBy(requests, ({ client }) => client).values()].map((group) => ({
    values: group.map(({ place = '' }) => place),
    isEventSource: group.some(({ method, headers }) => method === 'GET' && acceptOf(headers).includes(EVENT_STREAM)),
  }))
}

const EVENT_STREAM = 'text/event-stream'
const acceptOf = (headers: readonly HeaderField[]): string =>
  headers.find(([name]) => name.toLowerCase() === 'accept')?.[1] ?? ''

/** What another place did is no verdict on this one. */
export function withReachedPlace(report: RouteReport): RouteReport {
  const { reached, name, where, server, answers } = report
  if (typeof reached === 'string') return report
  const headline = `the requests for ${name} (${inServer({ where, server })}) reached another place: ${inServer(reached)}`
  const [first] = answers
  const { combined: _, narrower: _n, application: _a, idleTimeout: _i, heartbeat: _h, streams: _s, ...rest } = report
  return {
    ...rest,
    grade: 'unknown',
    headline,
    answers: first === undefined ? [] : [{ ...first, answer: `Unknown: ${headline}` }],
    failing: [],
    findings: [],
    myths: [],
  }
}

const inServer = ({ where, server }: OtherPlace): string =>
  server === '' ? where : `${where}, in the server at ${server}`

/** A line for a reader where the proxy's own mark does not tell which place passed the requests on. */
export const unprovenPlace = ({
  reached,
  grade,
  where,
}: Pick<RouteReport, 'reached' | 'grade' | 'where'>): readonly string[] =>
  reached !== 'not proven' || grade === 'refused' || grade === 'unknown'
    ? []
    : [
        `not proven that ${where === '' ? 'the tested line' : where} passed the requests on: the line could not be marked, or others with the same target look the same; the results hold for whichever line answers this path`,
      ]
