/** What one stream shows without a comparison: groups, silences, its end, heartbeats, ids. Pure. */

import { protocolFault } from '../client/protocol-faults.ts'
import type { Ms } from '../model/index.ts'
import { cadenceOf, median } from './batches.ts'
import { type Found, seconds, WHATWG } from './finding.ts'
import type { Observation } from './observation.ts'

/** Idle time (ms) below 30 s, the shortest common idle limit of a hop. */
const LONG_SILENCE = 25_000
/** A head and the first byte of the body that arrive within this time (ms) arrived together. */
const TOGETHER = 5
/** What ends after a shorter silence (ms) is not closed for it. */
const SILENCE = 2000
const LATE_HEAD = 1000
/** The delay of a network may vary by this much (ms). */
const NETWORK = 250

export function streamFindings(seen: Observation): Found[] {
  return [...cadence(seen), ...head(seen), ...ending(seen), ...heartbeats(seen), ...ids(seen), ...coding(seen)]
}

function cadence(seen: Observation): Found[] {
  const { batches, end, events, bytes, stopped } = seen
  const unusable = flood(seen) ?? nothing(seen)
  if (unusable !== undefined) return [unusable]
  const found = cadenceOf(batches, end !== undefined)
  switch (found.is) {
    case 'single':
      return [
        {
          id: 'one-by-one',
          level: 'note',
          says: `${found.events} events arrived one by one, one every ${seconds(found.gap)}`,
          because: 'how long each was on its way cannot be seen from outside: --direct compares',
        },
      ]
    case 'groups': {
      if (found.step === 'neither' && found.gap < NETWORK)
        return [
          {
            id: 'grouped-briefly',
            level: 'unknown',
            says: `events arrive in small groups, every ${seconds(found.gap)}, of no steady size and at no steady time`,
            because:
              'a network whose delay varies joins them like that, and so does a hop or an application: --direct shows which',
            advice: 'probe once more with --direct <URL of the application itself>',
          },
        ]
      const size = `of about ${Math.round(found.bytes).toLocaleString('en-US')} bytes`
      const time = `every ${seconds(found.gap)}`
      const step = {
        bytes: `always ${size}: a buffer of that size`,
        time: `always ${time}: a timer`,
        both: `always ${size}, ${time}: a buffer of that size, or a timer`,
        neither: 'of no steady size and at no steady time',
      }[found.step]
      return [
        {
          id: 'grouped',
          level: 'degraded',
          says: `events arrive in groups of about ${found.size}, ${step}`,
          because: 'the application writes or flushes them so, or a hop buffers: --direct shows which',
          advice: 'probe once more with --direct <URL of the application itself>',
          trouble: 'buffered',
        },
      ]
    }
    case 'too-few':
      return stopped === 'bytes' && events.length === 0
        ? endless(bytes)
        : (whole(end !== undefined, batches.length, events.length) ?? few(events.length, bytes))
  }
}

/** Of body bytes, or of events, per second. A stream for people has far fewer. */
const FLOOD = { bytes: 1_000_000, events: 10_000 }

/** Whatever arrives so fast arrives in groups. */
function flood({ batches, bytes, events, stopped }: Observation): Found | undefined {
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
function nothing({ batches, end }: Observation): Found | undefined {
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
const whole = (isOver: boolean, batches: number, events: number): Found[] | undefined =>
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

/** HTML §8.7: the time of a timer is a 32-bit integer. */
const LONGEST_TIMER: Ms = 2 ** 31 - 1

const endless = (bytes: number): Found[] => [
  {
    id: 'no-event-in-sample',
    level: 'broken',
    says: `${bytes.toLocaleString('en-US')} bytes without one event: no blank line ends a block`,
    source: WHATWG,
  },
]

const few = (events: number, bytes: number): Found[] => [
  {
    id: 'too-few-events',
    level: 'unknown',
    says:
      events === 0
        ? `no event arrived${bytes === 0 ? ', and no byte' : `; ${bytes.toLocaleString('en-US')} bytes did`}`
        : `${events} ${events === 1 ? 'event' : 'events'} arrived: too few to say how they are delivered`,
    advice: 'watch longer with --for, or make the application send events meanwhile',
  },
]

function head({ head, batches, stall }: Observation): Found[] {
  const [first] = batches
  if (head === undefined || first === undefined || head.after < LATE_HEAD || stall > LATE_HEAD / 2) return []
  return first.after - head.after > TOGETHER
    ? []
    : [
        {
          id: 'headers-late',
          level: 'degraded',
          says: `the response headers came after ${seconds(head.after)}, together with the first byte of the body`,
          because: 'the application sends them so, or a hop delays them: an EventSource does not open before',
          advice: 'let the application send a comment right after its headers',
          source: WHATWG,
        },
      ]
}

function ending({ end, batches, stopped, window }: Observation): Found[] {
  if (stopped === 'bytes')
    return [
      { id: 'sample', level: 'note', says: 'more arrived than a probe reads: what was seen is the beginning of it' },
    ]
  if (end === undefined) return [{ id: 'stays-open', level: 'note', says: `it stayed open for ${seconds(window)}` }]
  const fault = protocolFault(end.code)
  if (fault !== undefined)
    return [{ id: 'not-http', level: 'broken', says: `after ${seconds(end.after)} ${fault} (${end.code})` }]
  const how =
    end.message === 'complete'
      ? 'as a complete response'
      : `in the middle of it (${end.code || (end.socket === 'rst' ? 'reset' : 'closed')})`
  const isSilent = end.silence > Math.max(SILENCE, 3 * longestSilence(batches.map(({ after }) => after)))
  if (isSilent)
    return [
      {
        id: 'closed-silent',
        level: 'degraded',
        says: `it was closed after ${seconds(end.silence)} of silence, ${how}`,
        because:
          batches.length > 1
            ? 'an idle timeout of a hop or of the application server'
            : 'an idle timeout or a limit of the total duration: nothing else was sent, so that they cannot be told apart',
        advice: `send a heartbeat at least every ${seconds(end.silence / 2)}`,
        trouble: 'closed',
      },
    ]
  return end.message === 'complete'
    ? [{ id: 'ended', level: 'note', says: `it ended after ${seconds(end.after)}, ${how}` }]
    : [
        {
          id: 'closed-busy',
          level: 'broken',
          says: `it was closed after ${seconds(end.after)} while events were being sent, ${how}`,
          because: 'a limit of the total duration, a restart, or a crash of the application: a heartbeat does not help',
          trouble: 'closed',
        },
      ]
}

const longestSilence = (times: readonly number[]): number =>
  times.reduce((longest, time, n) => (n === 0 ? 0 : Math.max(longest, time - (times[n - 1] ?? 0))), 0)

function heartbeats({ batches, head, end, stopped, window }: Observation): Found[] {
  const beats = batches.filter(({ comments }) => comments > 0).map(({ after }) => after)
  const gaps = beats.slice(1).map((time, n) => time - (beats[n] ?? 0))
  if (gaps.length > 1)
    return [{ id: 'heartbeat', level: 'note', says: `a comment comes about every ${seconds(median(gaps))}` }]
  const times = [head?.after ?? 0, ...batches.map(({ after }) => after)]
  const until = end?.after ?? (stopped === 'time' ? window : (times.at(-1) ?? 0))
  const silence = longestSilence([...times, until])
  return silence < LONG_SILENCE
    ? []
    : [
        {
          id: 'no-heartbeat',
          level: 'degraded',
          says: `nothing was sent for ${seconds(silence)}: some hops close a stream that is idle for 30 s`,
          advice: 'send a comment every 15 s',
          source: WHATWG,
        },
      ]
}

function ids({ events, retries }: Observation): Found[] {
  const retry = retries.at(-1)
  const found: Found[] = []
  if (events.length > 0 && events.every(({ id }) => id === ''))
    found.push({
      id: 'no-ids',
      level: 'note',
      says: 'events have no id: after a reconnect the application cannot know what was missed',
      source: WHATWG,
    })
  if (retry !== undefined)
    found.push({
      id: 'retry',
      level: 'note',
      says:
        retry > LONGEST_TIMER
          ? 'retry: the time is longer than a timer of a browser can be (24 days)'
          : `retry: an EventSource reconnects after ${seconds(retry)}`,
    })
  return found
}

const coding = ({ head }: Observation): Found[] =>
  head === undefined || head.encoding === ''
    ? []
    : [{ id: 'compressed', level: 'note', says: `the stream is compressed (${head.encoding})`, trouble: 'compressed' }]
