/** What a stream shows that does not tell how its events are delivered: too much, too little, or everything together. Pure. */
import { protocolFault } from '../client/protocol-faults.ts'
import { textFindings } from '../stream-text/text-findings.ts'
import { type Found, seconds, WHATWG } from './finding.ts'
import type { Observation } from './observation.ts'

/** What ends after a shorter silence (ms) is not closed for it. */
export const SILENCE = 2000

/** Of body bytes, or of events, per second. A stream for people has far fewer. */
const FLOOD = { bytes: 1_000_000, events: 10_000 }

/** Whatever arrives so fast arrives in groups. */
export function flood({ batches, bytes, events, stopped }: Observation): Found | undefined {
  const took = (batches.at(-1)?.after ?? 0) - (batches[0]?.after ?? 0)
  const isFast = bytes * 1000 > FLOOD.bytes * took || events.length * 1000 > FLOOD.events * took
  if (stopped !== 'bytes' || events.length === 0 || !isFast) return undefined
  const count = `${events.length.toLocaleString('en-US')} events with ${bytes.toLocaleString('en-US')} bytes`
  return {
    id: 'flood',
    level: 'unknown',
    says: `${count} arrived within ${seconds(took)}, too fast to say how each is delivered`,
  }
}

/** A stream that is closed after a silence has a finding of its own. */
export function nothing({ batches, end }: Observation): Found | undefined {
  const isEmpty = batches.every(({ events, comments }) => events + comments === 0)
  if (end?.message !== 'complete' || !isEmpty || end.silence > SILENCE) return undefined
  return {
    id: 'ended-empty',
    level: 'broken',
    says: `it ended after ${seconds(end.after)} without one event: an EventSource reconnects again and again, and gets nothing`,
    source: WHATWG,
  }
}

/** Everything arrived together, followed by the end: the whole response was buffered, or there was nothing to wait for. */
export const whole = (isOver: boolean, batches: number, events: number): Found[] | undefined =>
  isOver && events > 1 && batches === 1
    ? [
        {
          id: 'all-at-once',
          level: 'degraded',
          says: `all ${events} events arrived at once, and the stream ended`,
          because: 'a hop buffers the whole response, or the application sends everything at once',
          advice: 'probe once more with --direct <URL of the application itself>',
          trouble: 'buffered',
        },
      ]
    : undefined

export const endless = (bytes: number): Found[] => [
  {
    id: 'no-event-in-sample',
    level: 'broken',
    says: `${bytes.toLocaleString('en-US')} bytes without one event: no blank line ends a block`,
    source: WHATWG,
  },
]

/** Where the text or the framing is at fault, that has a finding of its own, and a longer time would show nothing more. */
export function few({ events, batches, bytes, text, end }: Observation): Found[] {
  const isFaulty = text !== undefined && textFindings(text).some(({ level }) => level === 'error')
  if (events.length === 0 && isFaulty) return []
  if (end !== undefined && protocolFault(end.code) !== undefined) return []
  return [
    {
      id: 'too-few-events',
      level: 'unknown',
      says:
        events.length === 0
          ? nothingBut(bytes, batches)
          : `${events.length} ${events.length === 1 ? 'event' : 'events'} arrived: too few to say how they are delivered`,
      advice: 'watch longer with --for, or make the application send events meanwhile',
    },
  ]
}

function nothingBut(bytes: number, batches: Observation['batches']): string {
  const comments = batches.reduce((sum, one) => sum + one.comments, 0)
  if (bytes === 0) return 'no event arrived, and no byte'
  if (comments > 0) return `no event arrived, but ${comments === 1 ? 'a comment' : `${comments} comments`}`
  return `no event arrived; ${bytes.toLocaleString('en-US')} bytes did`
}
