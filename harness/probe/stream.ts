/** What one stream shows without a comparison: groups, silences, its end, heartbeats, ids. Pure. */

import { protocolFault } from '../client/protocol-faults.ts'
import { cadenceOf, median } from './batches.ts'
import { type Found, seconds, WHATWG } from './finding.ts'
import { framing } from './framing.ts'
import { ids } from './ids.ts'
import type { Observation } from './observation.ts'
import { endless, few, flood, nothing, SILENCE, whole } from './sample.ts'
import { text } from './text.ts'

/** Idle time (ms) below 30 s, the shortest common idle limit of a hop. */
const LONG_SILENCE = 25_000
/** A head and the first byte of the body that arrive within this time (ms) arrived together. */
const TOGETHER = 5
const LATE_HEAD = 1000
/** The delay of a network may vary by this much (ms). */
const NETWORK = 250

export function streamFindings(seen: Observation): Found[] {
  return [
    ...cadence(seen),
    ...text(seen),
    ...head(seen),
    ...framing(seen),
    ...ending(seen),
    ...heartbeats(seen),
    ...ids(seen),
    ...coding(seen),
  ]
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
          says: `events arrived one by one, one every ${seconds(found.gap)}`,
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
        : (whole(end !== undefined, batches.length, events.length) ?? few(seen))
  }
}

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

function ending({ head, end, batches, stopped, window }: Observation): Found[] {
  if (stopped === 'bytes')
    return [
      { id: 'sample', level: 'note', says: 'more arrived than a probe reads: what was seen is the beginning of it' },
    ]
  if (end === undefined) return [{ id: 'stays-open', level: 'note', says: `it stayed open for ${seconds(window)}` }]
  const fault = protocolFault(end.code)
  if (fault !== undefined)
    return [
      {
        id: 'not-http',
        level: 'broken',
        says: `after ${seconds(end.after)} ${fault} (${end.code})`,
        ...(hasLengthAndCoding(head) ? { because: LENGTH_AND_CODING } : {}),
      },
    ]
  const how =
    end.message === 'complete'
      ? head?.framing === 'close-delimited'
        ? 'by closing the connection: whether it was complete cannot be known'
        : 'as a complete response'
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

const LENGTH_AND_CODING =
  'it has both Content-Length and Transfer-Encoding: some clients and hops refuse such a response (RFC 9112 §6.3)'
const hasLengthAndCoding = (head: Observation['head']): boolean =>
  ['content-length', 'transfer-encoding'].every((name) => head?.headers.some(([field]) => field.toLowerCase() === name))

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

const coding = ({ head }: Observation): Found[] =>
  head === undefined || head.encoding === ''
    ? []
    : [{ id: 'compressed', level: 'note', says: `the stream is compressed (${head.encoding})`, trouble: 'compressed' }]
