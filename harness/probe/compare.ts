/** Compares two streams: without compression, over HTTP/2, without the hops. Pure. */
import type { Ms } from '../model/index.ts'
import { cadenceOf, median } from './batches.ts'
import { type Found, seconds } from './finding.ts'
import type { Observation } from './observation.ts'

const FEW = 3
/** ms. A hop delays events if the delay exceeds this, and twice what a stall of this process explains. */
const DELAY: Ms = 250
/** From this difference on, the distance of the two URLs counts. */
const FARTHER: Ms = 20
/** Share of the events that may be late in one place without a hop that buffers. */
const RARE = 0.2

/** @param direct the same stream without the hops, opened at the same time */
export function againstDirect(via: Observation, direct: Observation): Found[] {
  const times = new Map(direct.events.map(({ digest, t }) => [digest, t]))
  const delays = via.events.flatMap(({ digest, t }) => {
    const before = times.get(digest)
    return before === undefined ? [] : [t - before]
  })
  if (delays.length < FEW) return byCadence(via, direct)
  const stall = Math.max(via.stall, direct.stall)
  const [middle, [least, most]] = [median(delays), extremes(delays)]
  const says = `the same ${delays.length} events arrive ${seconds(Math.max(0, middle))} later than directly (median; at most ${seconds(Math.max(0, most))})`
  const group = groupsOf(direct)
  const mean = delays.reduce((sum, one) => sum + one, 0) / delays.length
  if (group !== undefined && mean < Math.max(DELAY, group / 2)) return [GROUPED_DIRECTLY]
  if (most < DELAY) return [{ id: 'as-fast-as-direct', level: 'note', says: `no hop buffers events: ${says}` }]
  if (most < 2 * stall)
    return [
      {
        id: 'busy-machine',
        level: 'unknown',
        says: `${says}, but the event loop of this process stalled for ${seconds(stall)}`,
      },
    ]
  return [
    farther(delays, { least, middle }, headLater(via, direct)) ??
      lateOnce(delays) ?? {
        id: 'buffered-by-hop',
        level: 'broken',
        says: `a hop buffers events: ${says}`,
        trouble: 'buffered',
      },
  ]
}

const GROUPED_DIRECTLY: Found = {
  id: 'grouped-by-application',
  level: 'degraded',
  says: 'events arrive in groups directly, too: the application does not flush each event, or a hop behind the direct URL buffers',
  because:
    'two such streams are flushed at times of their own, so that a hop between the two URLs is not seen: --direct with a URL nearer to the application shows more',
  advice: 'flush after each event; compression in the application delays them as well',
}

/**
 * The interval of groups that no busy machine and no network makes: at a longer one, or always of one size or at one time; 0 for the whole
 * stream at once. Where both streams are buffered alike, an event is later on one of them as much as others are earlier: the mean is none.
 */
function groupsOf({ batches, end, events }: Observation): Ms | undefined {
  const found = cadenceOf(batches, end !== undefined)
  if (found.is === 'too-few') return end !== undefined && events.length > 1 && batches.length === 1 ? 0 : undefined
  return found.is === 'groups' && (found.gap >= DELAY || found.step !== 'neither') ? found.gap : undefined
}

/** The least and the greatest: of half a million numbers, too many to be arguments of a function. */
function extremes(some: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const one of some) {
    low = Math.min(low, one)
    high = Math.max(high, one)
  }
  return [low, high]
}

const headLater = (via: Observation, direct: Observation): Ms => (via.head?.after ?? 0) - (direct.head?.after ?? 0)

/**
 * All events are later by about the same time, and the response headers are as well, as over a longer way, or where the application
 * began this stream later. A network's jitter varies around the median; the first event, with the headers, may be the earliest.
 */
function farther(
  delays: readonly Ms[],
  { least, middle }: { readonly least: Ms; readonly middle: Ms },
  head: Ms,
): Found | undefined {
  if (least < FARTHER || head < least || delays.some((one) => Math.abs(one - middle) >= DELAY)) return undefined
  return {
    id: 'farther-than-direct',
    level: 'unknown',
    says: `each of the same ${delays.length} events arrives ${seconds(least)} later than directly, and the response headers ${seconds(head)}`,
    because:
      'a longer way delays everything alike; a hop that buffers each event as long as the headers is not told from it',
    advice: 'probe from where both URLs are equally near',
  }
}

/** Events that are late in only one place: over a network, a lost packet delays what is sent until it is repeated. */
function lateOnce(delays: readonly Ms[]): Found | undefined {
  const first = delays.findIndex((one) => one >= DELAY)
  const last = delays.findLastIndex((one) => one >= DELAY)
  const late = last - first + 1
  if (first === 0 || late > RARE * delays.length) return undefined
  return {
    id: 'late-once',
    level: 'unknown',
    says: `${late} of the same ${delays.length} events ${late === 1 ? 'arrives' : 'arrive'} later than directly (at most ${seconds(extremes(delays)[1])}), all in one place`,
    because: 'a lost packet, or a pause of a hop: a hop that buffers does it again and again',
    advice: 'probe once more, and longer, with --for',
  }
}

/** For streams without common events, because each client gets its own stream. */
function byCadence(via: Observation, direct: Observation): Found[] {
  const [mine, theirs] = [via, direct].map((one) => cadenceOf(one.batches, one.end !== undefined))
  if (mine?.is === 'groups' && theirs?.is === 'single')
    return [
      {
        id: 'buffered-by-hop',
        level: 'broken',
        says: `a hop buffers events: they arrive in groups of about ${mine.size}, and directly one by one`,
        trouble: 'buffered',
      },
    ]
  if (mine?.is === 'groups' && theirs?.is === 'groups') return [GROUPED_DIRECTLY]
  return [
    {
      id: 'not-comparable',
      level: 'unknown',
      says: 'the two streams have no events in common, or too few, to compare',
      because: 'only an event that is sent to every client, with the same data, shows how much later it arrives',
      advice: 'probe for longer (--for), or another stream of the application whose clients all get the same events',
    },
  ]
}

/** @param identity requested without Accept-Encoding */
export function againstIdentity(seen: Observation, identity: Observation): Found[] {
  if (seen.head === undefined || seen.head.encoding === '' || identity.head === undefined) return []
  if (seen.bytes === 0 && seen.end === undefined && identity.events.length > 0)
    return [
      {
        id: 'delayed-by-compression',
        level: 'broken',
        says: `compression (${seen.head.encoding}) holds back everything: with it no byte arrived within ${seconds(seen.window)}, without it ${identity.events.length === 1 ? 'an event' : `${identity.events.length} events`}`,
        advice: EXCLUDE,
        trouble: 'compressed',
      },
    ]
  const [coded, plain] = [seen, identity].map((one) => cadenceOf(one.batches, one.end !== undefined).is)
  if (coded !== 'groups' || plain !== 'single') return []
  return [
    {
      id: 'delayed-by-compression',
      level: 'broken',
      says: `compression (${seen.head.encoding}) delays events: without it they arrive one by one`,
      advice: EXCLUDE,
      trouble: 'compressed',
    },
  ]
}

const EXCLUDE = 'exclude text/event-stream from compression, or answer with Cache-Control: no-transform'

/** @param other over the other HTTP version */
export function againstFront(seen: Observation, other: Observation, name: string): Found[] {
  const [mine, theirs] = [seen.head, other.head]
  if (theirs === undefined)
    return [
      other.end?.code === 'ERR_NO_H2'
        ? { id: 'no-http2', level: 'note', says: `${name} is not offered` }
        : {
            id: 'no-http2',
            level: 'note',
            says: `over ${name} no response headers arrived${other.end?.code ? ` (${other.end.code})` : ''}`,
          },
    ]
  if (mine === undefined || (mine.status === theirs.status && mine.type === theirs.type)) return []
  return [
    {
      id: 'differs-by-version',
      level: 'degraded',
      says: `over ${name} it answers ${theirs.status} ${theirs.type || 'without a type'}, not ${mine.status} ${mine.type}`,
    },
  ]
}
