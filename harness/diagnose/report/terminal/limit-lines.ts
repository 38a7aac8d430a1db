/** The two most important numbers: the idle timeout, and the number of concurrent streams. Pure. */
import { figure } from '../idle-figure.ts'
import type { RouteReport } from '../report.ts'
import { streamsInShort } from '../stream-count.ts'
import { rowsOf, type Screen } from './screen.ts'

/** One row each, two where a path is long; none where it was not tested. */
export const limitLines = (route: RouteReport, { columns }: Screen): string[] =>
  [idleLine(route), streamsLine(route)].flatMap((line) => (line === undefined ? [] : rowsOf(line, columns, '', '  ')))

/** Where there is no limit: how long that was tested. */
const NOT_CLOSED = /not closed within [\d.,]+ \w+ idle/

function idleLine({ idleTimeout, heartbeat, failing, answers }: RouteReport): string | undefined {
  if (idleTimeout === undefined) {
    const said = answers.map(({ answer }) => NOT_CLOSED.exec(answer)?.[0]).find((text) => text !== undefined)
    return said === undefined ? undefined : `Idle timeout: ${said}`
  }
  const { ms, timer } = idleTimeout
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
