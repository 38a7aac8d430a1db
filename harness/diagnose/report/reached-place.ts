/** Which place of the configuration really passed on the requests of a route, by the proxy itself. Pure. */
import type { ProxiedRoute, ReachablePlace, Trace } from '../../model/index.ts'
import type { OtherPlace, Reached, RouteReport } from './report.ts'

/** Value of the marker header → its place: `Prepared.places`. */
export type Places = Readonly<Record<string, ReachablePlace>>

/** Most requests of an EventSource decide: a configuration may send other clients, and some requests, to other places. */
export function reachedPlace(traces: readonly Pick<Trace, 'facts'>[], route: ProxiedRoute, places: Places): Reached {
  const all = traces.flatMap(firstRequests)
  const streams = all.filter(({ isEventSource }) => isEventSource)
  const counts = new Map<string, number>()
  for (const { place } of streams.length > 0 ? streams : all) {
    const id = places[place]?.id
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  const [most] = [...counts].sort(
    ([one, n], [other, m]) => m - n || Number(other === route.place) - Number(one === route.place),
  )
  if (most === undefined || route.place === undefined) return 'not proven'
  const [id] = most
  if (id === route.place) return 'proven'
  const other = Object.values(places).find((one) => one.id === id)
  return other === undefined ? 'not proven' : { where: other.where, server: other.server }
}

interface Request {
  readonly place: string
  readonly isEventSource: boolean
}

/**
 * The first request that each client's first attempt caused: a proxy may retry one at another place, e.g. by `error_page`.
 */
function firstRequests({ facts }: Pick<Trace, 'facts'>): readonly Request[] {
  const found = new Map<string, Request>()
  for (const fact of facts) {
    if (fact.side !== 'origin' || fact.fact !== 'request' || fact.attempt !== 1 || found.has(fact.client)) continue
    const accept = fact.headers.find(([name]) => name.toLowerCase() === 'accept')?.[1] ?? ''
    const isEventSource = fact.method === 'GET' && accept.includes('text/event-stream')
    found.set(fact.client, { place: fact.place ?? '', isEventSource })
  }
  return [...found.values()]
}

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
