/** What the measured time limits of a proxy do to a stream of this application. Pure. */
import { mediaType } from '../client/head.ts'
import type { Flow } from './flow.ts'
import type { Idle } from './idle.ts'
import type { Passage } from './passage.ts'
import { broken, degraded, type Problem } from './row-problem.ts'
import { seconds } from './time-words.ts'
import type { Total } from './total-duration.ts'

/** Whether a stream of this application lasts longer than the limit, as far as it was observed. */
export function idleProblems(
  idle: Idle,
  { heartbeat, longestSilence, steady }: Flow,
  sent: Passage['sent'],
): Problem[] {
  if (!('closedAfter' in idle) || !idle.sound) return []
  const limit = `closed after ${seconds(idle.closedAfter)} idle`
  if (heartbeat !== undefined) {
    if (heartbeat.every < idle.closedAfter) return []
    return [broken('idle', limit, [`its heartbeat comes every ${seconds(heartbeat.every)} only`])]
  }
  if (longestSilence >= idle.closedAfter)
    return [broken('idle', limit, [`its longest silence was ${seconds(longestSilence)}`])]
  return steady !== undefined && steady < idle.closedAfter
    ? []
    : [degraded('idle-risk', limit, [isEventStream(sent) ? 'no heartbeat was seen' : 'it sent nothing regularly'])]
}

/** A limit that no heartbeat changes. */
export function totalProblems(total: Total): Problem[] {
  if (!('closedAfter' in total) || !total.sound) return []
  return [degraded('total', `closed after ${seconds(total.closedAfter)} in total, although it is active`)]
}

const isEventStream = (sent: Passage['sent']): boolean => mediaType(sent?.headers ?? []) === 'text/event-stream'

/** For a response that does not end by itself. */
export function limitsNotKnown(idle: Idle | undefined, total: Total | undefined): string[] {
  const [silent, busy] = [idle, total].map((one) => one && unmeasured(one))
  if (silent !== undefined && silent === busy)
    return [`after how long it is closed, idle or in total, is not known: ${busy}`]
  return [
    ...(silent === undefined ? [] : [`after how long it is closed when idle is not known: ${silent}`]),
    ...(busy === undefined ? [] : [`after how long it is closed in total is not known: ${busy}`]),
  ]
}

/** Why a limit is unknown; undefined where it is known. */
function unmeasured(limit: Idle | Total): string | undefined {
  if ('unknown' in limit) return limit.unknown
  return 'sound' in limit && !limit.sound ? 'this machine was busy meanwhile' : undefined
}
