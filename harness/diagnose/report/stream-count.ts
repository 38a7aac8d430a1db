/** The number of concurrent streams, in words. Pure. */
import type { Answer, StreamLimitReport, StreamsAfterUse, StreamsReport, StreamsTested } from './report.ts'

const QUESTION = 'How many streams at once, and what decides it?'
const FRONTS = { h1: '', 'h1+tls': 'Over HTTP/1.1: ', 'h2+tls': 'Over HTTP/2: ' } as const
const EACH = {
  process: 'in each process',
  address: 'for each client address',
  connection: 'on each connection',
} as const

/** @param elsewhere the route with the same limits on which it was measured */
export function streamsAnswer(report: StreamsReport, elsewhere?: string): Answer {
  const place = elsewhere === undefined ? [] : [`Measured on ${elsewhere}, which has the same limits.`]
  const sentences = [
    ...report.tested.map((one) => tellOne(one, report)),
    ...report.limits.filter((limit) => isUnmeasured(limit, report)).map(unmeasured),
    ...report.none.map(({ where, says }) => `${says} (${where}).`),
    ...place,
  ]
  return { question: QUESTION, answer: sentences.join(' ') }
}

/** Only the numbers, one clause for each front. */
export const streamsInShort = (report: StreamsReport): string =>
  report.tested.map((one) => `${FRONTS[one.front]}${inShort(one, report)}`).join('; ')

function inShort(tested: StreamsTested, { limits }: StreamsReport): string {
  const { streams, limited, counts, afterUse } = tested
  if (limited) {
    const each = counts === undefined || counts === 'all' ? '' : ` ${EACH[counts]}`
    return `${streams}${each}${linesInShort(tested)}${afterUse === undefined ? '' : ` at first; ${usedInShort(afterUse)}`}`
  }
  const limit = limitBeyond(tested, limits)
  if (limit === undefined) return `at least ${streams} tested`
  const scope =
    limit.counts === 'process' ? EACH.process : scopeOf(limit.counts === 'connection' ? limit.counts : 'all')
  return `at least ${streams} tested; ${limit.streams} ${scope} by ${limit.name}`
}

function linesInShort({ decidedBy, decidedWith = [] }: Pick<StreamsTested, 'decidedBy' | 'decidedWith'>): string {
  const lines = decidedBy === undefined ? [] : [decidedBy, ...decidedWith]
  return lines.length === 0 ? '' : ` (${lines.map(({ where, name }) => where ?? name).join(' and ')})`
}

function usedInShort(used: StreamsAfterUse): string {
  const number = used.limited ? `${used.streams}` : `at least ${used.streams}`
  return `${number} after other requests`
}

/**
 * True for a limit on the rate of requests or for each value of a variable, and for a limit that did not stop a larger number of
 * streams.
 */
function isUnmeasured(
  { streams, counts, http2Only, where, says }: StreamLimitReport,
  { tested }: StreamsReport,
): boolean {
  if (counts === 'rate' || counts === 'value') return true
  const isOne = ({ decidedBy }: StreamsTested): boolean => decidedBy?.where === where && decidedBy?.says === says
  return (
    counts !== 'connection' &&
    http2Only !== true &&
    streams !== undefined &&
    !tested.some(isOne) &&
    tested.some((one) => one.front !== 'h2+tls' && one.streams > streams)
  )
}

function unmeasured(limit: StreamLimitReport): string {
  const { streams, counts } = limit
  const number =
    counts === 'rate' || counts === 'value' || streams === undefined ? [] : [`${streams} ${scopeOf(counts)}`]
  return `${[...number, told(limit)].join(' by ')} (from the configuration, not measured).`
}

const scopeOf = (counts: 'all' | keyof typeof EACH): string => (counts === 'all' ? 'in all' : EACH[counts])

function tellOne(tested: StreamsTested, report: StreamsReport): string {
  const { streams, limited, counts, buffered, decidedBy, decidedWith = [], innate, next } = tested
  const front = FRONTS[tested.front]
  const how = buffered ? ' (their events are buffered: requests that reached the application were counted)' : ''
  if (!limited) {
    const least = front === '' ? 'At least' : 'at least'
    return `${front}${least} ${streams} (tested)${how}${byConfiguration(tested, report)}.`
  }
  const each = counts === undefined || counts === 'all' ? '' : ` ${EACH[counts]}`
  const unknown = innate === undefined ? 'no line was found that decides it' : `decided by no line: ${innate.says}`
  const same = decidedBy === undefined ? report.limits.filter((limit) => allowsNoMore(limit, tested)).map(placed) : []
  const also = same.length === 0 ? '' : `; a higher value of ${same.join(' or ')} alone changes nothing`
  const lines = decidedBy === undefined ? [] : [decidedBy, ...decidedWith]
  const decided = decidedBy === undefined ? `${unknown}${also}` : `decided by ${lines.map(placed).join(' and ')}`
  const first =
    decidedBy === undefined || innate === undefined
      ? ''
      : `; with a higher value alone, still so on a new connection: ${innate.says}`
  const deciding = report.limits.find(({ where, says }) => where === decidedBy?.where && says === decidedBy?.says)
  // The sum is for HTTP/1.1: over HTTP/2 the streams of a client share its connection.
  const sum = tested.front === 'h2+tls' && deciding?.streams !== streams ? '' : (deciding?.how ?? '')
  const what = next === undefined ? '' : `; ${next}`
  return `${front}${streams}${each}${how}, ${decided}${sum === '' ? '' : ` (${sum})`}${first}${what}.${ofAll(tested, report)}${usedConnection(tested, report)}`
}

/** How many there are on a connection that has completed other requests, where the product allows more there. */
function usedConnection({ afterUse }: StreamsTested, report: StreamsReport): string {
  if (afterUse === undefined) return ''
  const { streams, limited, counts, decidedBy, decidedWith = [] } = afterUse
  const each = counts === 'process' ? ` ${EACH.process}` : ''
  const lines = decidedBy === undefined ? [] : [decidedBy, ...decidedWith]
  const by = lines.length === 0 ? '' : `, decided by ${lines.map(placed).join(' and ')}`
  const number = limited ? `${streams}${each}${by}` : `at least ${streams} (tested)`
  const all = counts === 'process' ? ofAll({ front: 'h2+tls', streams, counts }, report) : ''
  return ` On a connection that has completed other requests: ${number}.${all}`
}

/** A configured limit with the measured number, although raising only this limit did not allow more streams. */
const allowsNoMore = (
  { streams, counts, where }: StreamLimitReport,
  { streams: tested, front }: StreamsTested,
): boolean =>
  where !== undefined && streams === tested && (counts === 'all' || (counts === 'connection' && front === 'h2+tls'))

/** What follows for all clients together from the number of one process or one address. */
function ofAll(
  { front, counts, streams, inAll }: Pick<StreamsTested, 'front' | 'counts' | 'streams' | 'inAll'>,
  report: StreamsReport,
): string {
  if (counts === 'process') {
    const { most, says } = report.processes
    const all = most === undefined ? '' : `: at most ${streams * most} in all`
    return ` ${says}${all}. A client waits or is refused as soon as the process that takes it is full.`
  }
  if (counts !== 'address' || inAll === undefined) return ''
  if (inAll.limited) return ` From many addresses ${inAll.streams} in all, no more.`
  return ` From many addresses at least ${inAll.streams} in all (tested)${byConfiguration({ front, streams: inAll.streams }, report)}.`
}

/** The lowest limit that was not reached; for HTTP/2 that of a connection. */
function byConfiguration(
  { front, streams: tested }: Pick<StreamsTested, 'front' | 'streams'>,
  { limits, processes }: StreamsReport,
): string {
  const limit = limitBeyond({ front, streams: tested }, limits)
  if (limit === undefined) return ''
  const { streams, counts } = limit
  const each =
    counts === 'process' ? `in each process (${processes.says})` : scopeOf(counts === 'connection' ? counts : 'all')
  return `; by the configuration ${streams} ${each}, not measured: ${told(limit)}`
}

function limitBeyond(
  { front, streams }: Pick<StreamsTested, 'front' | 'streams'>,
  limits: readonly StreamLimitReport[],
): StreamLimitReport | undefined {
  const isOne = ({ counts, http2Only }: StreamLimitReport): boolean =>
    (counts === 'all' || counts === 'process' || counts === 'connection') &&
    (front === 'h2+tls' || (counts !== 'connection' && http2Only !== true))
  return limits.find((one) => isOne(one) && one.streams !== undefined && one.streams >= streams)
}

const told = (limit: StreamLimitReport): string => [placed(limit), limit.how].filter((text) => text !== '').join('; ')

const placed = ({ where, says }: Pick<StreamLimitReport, 'where' | 'says'>): string =>
  where === undefined ? says : `${says.replace(/;$/, '')} (${where})`
