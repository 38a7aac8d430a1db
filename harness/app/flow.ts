/** How the pieces of an observed response follow each other: heartbeats, silences, clusters. Pure. */
import type { Content, Piece } from '../../servers/relay/pieces.ts'
import type { Ms } from '../model/index.ts'
import { eventsToResume, isBeat } from './named-events.ts'
import type { Observation } from './observe.ts'

export interface Flow {
  readonly events: number
  readonly comments: number
  readonly retry: number | undefined
  /** Ids of events, in order; '' for an event without one. Heartbeats without an id are omitted. */
  readonly ids: readonly string[]
  /** The longest time without a byte, including the time after the last piece. */
  readonly longestSilence: Ms
  /** Interval of regular comments, or of regular events with one name. */
  readonly heartbeat: { readonly every: Ms; readonly kind: 'comment' | 'event' } | undefined
  /** Longest interval of events, or of parts of another body, that come so regularly that no idle timeout above it matters while they do. */
  readonly steady: Ms | undefined
  /** Number of events that arrive together, with silence between the groups. The first group is ignored, because it may be a history. */
  readonly cluster: number | undefined
  /** It ended by itself, as its framing requires. */
  readonly ended: boolean
}

/** A piece that arrives within this time after the previous one was flushed with it. */
const TOGETHER: Ms = 5
const MIN_GROUP_GAP: Ms = 100
const MIN_GROUPS = 3

export function flowOf({
  pieces,
  response,
  end,
  lasted,
}: Pick<Observation, 'pieces' | 'response' | 'end' | 'lasted'>): Flow {
  const content = pieces.flatMap((piece) => piece.content)
  const of = <K extends Content['fact']>(kind: K) =>
    content.filter((one): one is Extract<Content, { fact: K }> => one.fact === kind)
  const from = response?.at ?? 0
  const times = [from, ...pieces.map(({ at }) => at)]
  const gaps = times.slice(1).map((at, n) => at - (times[n] ?? at))
  const lastAt = times.at(-1) ?? from
  const tail = end === undefined && response !== undefined ? lasted - (lastAt - from) : 0
  return {
    events: of('event').length,
    comments: of('comment').length,
    retry: of('retry').at(-1)?.value,
    ids: eventsToResume(content).map(({ ownId }) => ownId),
    longestSilence: gaps.reduce((longest, gap) => Math.max(longest, gap), Math.max(0, tail)),
    heartbeat: heartbeatOf(pieces),
    steady: steadyOf(pieces),
    cluster: clusterOf(pieces),
    ended: end?.how === 'complete',
  }
}

function heartbeatOf(pieces: readonly Piece[]): Flow['heartbeat'] {
  const comments = pieces.filter(({ content }) => content.some(({ fact }) => fact === 'comment')).map(({ at }) => at)
  const every = regular(comments)
  if (every !== undefined) return { every, kind: 'comment' }
  const beats = pieces.filter(({ content }) => content.some((one) => one.fact === 'event' && isBeat(one)))
  const events = regular(beats.map(({ at }) => at))
  return events === undefined ? undefined : { every: events, kind: 'event' }
}

/** Number of events that show a pace. */
const MIN_STEADY = 5

/** Where there is no event, as in a body of another type, anything that is sent keeps a stream open. */
function steadyOf(pieces: readonly Piece[]): Ms | undefined {
  const events = pieces.filter(({ content }) => content.some(({ fact }) => fact === 'event'))
  const times = (events.length === 0 ? pieces : events).map(({ at }) => at)
  return times.length < MIN_STEADY ? undefined : regular(times)
}

/** Two comments this far apart are a heartbeat: waiting for a third one would take as long again. */
const RARE: Ms = 5000

/** The median interval of at least three times with similar intervals. */
function regular(times: readonly Ms[]): Ms | undefined {
  const gaps = times
    .slice(1)
    .map((at, n) => at - (times[n] ?? at))
    .sort((a, b) => a - b)
  const [only = 0] = gaps
  if (gaps.length === 1 && only >= RARE) return only
  const middle = gaps[(gaps.length - 1) >> 1]
  if (gaps.length < 2 || middle === undefined || middle < MIN_GROUP_GAP) return undefined
  const longest = gaps.at(-1) ?? 0
  return longest <= 2 * middle ? longest : undefined
}

function clusterOf(pieces: readonly Piece[]): number | undefined {
  const groups: { at: Ms; events: number }[] = []
  for (const { at, content } of pieces) {
    const events = content.filter(({ fact }) => fact === 'event').length
    const last = groups.at(-1)
    if (last !== undefined && at - last.at <= TOGETHER) {
      last.events += events
      last.at = at
    } else groups.push({ at, events })
  }
  const later = groups.slice(1).filter(({ events }) => events > 0)
  const isApart = later.slice(1).every(({ at }, n) => at - (later[n]?.at ?? at) >= MIN_GROUP_GAP)
  const sizes = later.map(({ events }) => events).sort((a, b) => a - b)
  // A busy machine joins some events occasionally; a buffer joins them every time.
  if (sizes.length < MIN_GROUPS || !isApart || (sizes[0] ?? 0) < 2) return undefined
  return sizes[sizes.length >> 1]
}
