/** What is said of an idle stream: the limit, and the heartbeats below it. Pure. */
import type { Ms } from '../../model/index.ts'
import { advisedInterval, figure } from './idle-figure.ts'
import type { Heartbeat, IdleTimeout } from './report.ts'

export function closedBy({ ms, timer, substitute }: IdleTimeout): string {
  const closed = `An idle stream is closed after ${figure(ms)}`
  if (timer?.open !== undefined) return `${notKnown(timer.open)}. ${onlyHere(ms, timer)}`
  if (timer === undefined) return `${closed} (measured; no timer of the configuration is that long)`
  const place = timer.where ?? 'the default; no line sets it'
  const how = substitute === undefined ? 'measured' : `verified with ${figure(substitute)} in its place`
  return `${closed} by ${timer.directive} (${place}); the timer counts idle time, not total duration (${how})`
}

const notKnown = ({ where, says }: NonNullable<NonNullable<IdleTimeout['timer']>['open']>): string =>
  `It is not known after how long an idle stream is closed: \`${says}\` (${where}) has no value. Give one with --env`

/** What was tested instead. */
const onlyHere = (ms: Ms, { directive, where }: NonNullable<IdleTimeout['timer']>): string =>
  `Tested without that line: after ${figure(ms)} (${directive}, ${where ?? 'the default'})`

export function safe({ everyMs, largestMs, limitMs, lapsed }: Heartbeat): string {
  const how = lapsed ? 'measured with a short limit' : 'measured'
  const share = Math.floor((100 * largestMs) / limitMs)
  return `One every ${figure(everyMs)} is safe; one every ${figure(largestMs)} still kept the stream open (${share} % of the limit of ${figure(limitMs)}, ${how})`
}

/** Where each try close to the limit was inconclusive, or the limit is not known. */
export const belowLimit = ({ ms, timer }: IdleTimeout): string =>
  timer?.open !== undefined
    ? `Which interval is safe is not known: at most half of \`${timer.open.says}\` (${timer.open.where})`
    : `One every ${figure(advisedInterval(ms))} is well below the limit of ${figure(ms)}; the largest that keeps the stream open was not measured`

/** Heartbeats that do not reach the client keep no client waiting, even if they reset the proxy's own timer. */
export const onlyProxy = ({ everyMs }: Heartbeat): string =>
  `No interval helps the client until that is fixed; one every ${figure(everyMs)} only keeps the proxy from closing the stream`
