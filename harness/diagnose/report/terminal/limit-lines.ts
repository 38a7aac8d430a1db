/** The two most important numbers: the idle timeout, and the number of concurrent streams. Pure. */
import { figure } from '../idle-figure.ts'
import type { RouteReport } from '../report.ts'
import { streamsInShort } from '../stream-count.ts'
import { rowsOf, type Screen } from './screen.ts'
import { addressOf } from './verdict-lines.ts'

/** Maximum number of other routes whose own idle timeout is printed. */
export const MAX_OTHERS = 3

/**
 * One row each, two where a path is long; none where it was not tested.
 * @param route the worst one
 * @param others with idle timeouts of their own, which the first row would not tell
 * @param most how many of them have a row
 */
export function limitLines(
  route: RouteReport,
  others: readonly RouteReport[],
  { columns }: Screen,
  most = MAX_OTHERS,
): string[] {
  const own = idleLine(route)
  const different = others.flatMap((one) => {
    const line = idleLine(one)
    return line === undefined || limitOf(line) === limitOf(own) ? [] : [`${addressOf(one)}: ${lowered(limitOf(line))}`]
  })
  const more = different.length - most
  return [...[own, ...different.slice(0, most), more > 0 ? andMore(more) : undefined], streamsLine(route)].flatMap(
    (line) => (line === undefined ? [] : rowsOf(line, columns, '', '  ')),
  )
}

const andMore = (more: number): string =>
  `${more} more ${more === 1 ? 'route has' : 'routes have'} another idle timeout`

/** Without what is said of heartbeats. */
const limitOf = (line = ''): string => line.replace(/;.*$/s, '')

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** Where there is no limit: how long that was tested. */
const NOT_CLOSED = /not closed within [\d.,]+ \w+ idle/

function idleLine({ idleTimeout, heartbeat, failing, answers }: RouteReport): string | undefined {
  if (idleTimeout === undefined) {
    const said = answers.map(({ answer }) => NOT_CLOSED.exec(answer)?.[0]).find((text) => text !== undefined)
    return said === undefined ? undefined : `Idle timeout: ${said}`
  }
  const { ms, timer } = idleTimeout
  if (timer?.open !== undefined)
    return `Idle timeout not known: \`${timer.open.says}\` has no value, ${timer.open.where} (--env); tested without it: ${figure(ms)}`
  const by = timer === undefined ? 'measured' : `${timer.directive}, ${timer.where ?? 'the default'}`
  const isBuffered = failing.some(({ criterion }) => criterion === 'heartbeat/delivered')
  const beat = isBuffered
    ? '; heartbeats are buffered'
    : heartbeat === undefined
      ? ''
      : `; heartbeat: every ${figure(heartbeat.everyMs)}`
  return `Idle timeout ${figure(ms)} (${by})${beat}`
}

function streamsLine({ streams }: RouteReport): string | undefined {
  const text = streams === undefined ? '' : streamsInShort(streams)
  return text === '' ? undefined : `Streams at once: ${text}`
}
