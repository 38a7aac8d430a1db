/** Tests whether the application resumes a stream after a disconnect, by the Last-Event-ID that a browser sends. */
import type { HeaderField, Ms } from '../model/index.ts'
import { type Asked, ask } from './ask.ts'
import { eventsToResume } from './named-events.ts'
import type { AppTarget } from './target.ts'

/**
 * `goes-on`: the first event is the one after the named one. `gap`: it is a later one. `duplicate`: the named one is sent again.
 * `restarts`: the stream starts from the beginning. `nothing`: no event arrived in time. `stops`: status 204. `error`: another status
 * than 200.
 */
export type Resumed = 'goes-on' | 'gap' | 'duplicate' | 'restarts' | 'nothing' | 'stops' | 'error' | 'unclear'

export interface ResumeResult {
  readonly after: string
  readonly resumed: Resumed
  readonly firstId: string | undefined
  /** Status for an id that it cannot know, and for an invalid one; 0 where there was no response. */
  readonly unknownId: number
  readonly malformedId: number
}

const UNKNOWN = 'sse-compat-unknown-id'
/** Longer than usual ids, and not ASCII; sent as bytes as in WHATWG HTML §9.2.3. */
const MALFORMED = `ü\u{1F600}${'9'.repeat(300)}`

/** Of three events the second one is named, so that a stream that restarts can be distinguished from one that repeats the named event. */
const namedAt = (ids: readonly string[]): number => (ids.length >= 3 ? 1 : 0)

/** @param ids of a first stream's events, in order; undefined where fewer than two have an id */
export async function askToResume(
  target: AppTarget,
  ids: readonly string[],
  patience: Ms,
): Promise<ResumeResult | undefined> {
  const after = ids[namedAt(ids)]
  if (after === undefined || ids.length < 2 || ids.includes('')) return undefined
  const named = await ask(target, { fields: [lastEventId(after)], patience, events: 1 })
  const unknown = await ask(target, { fields: [lastEventId(UNKNOWN)], patience })
  const malformed = await ask(target, { fields: [lastEventId(MALFORMED)], patience })
  return {
    after,
    resumed: judgeResume(named, ids),
    firstId: idOf(named),
    unknownId: unknown.head?.status ?? 0,
    malformedId: malformed.head?.status ?? 0,
  }
}

const lastEventId = (id: string): HeaderField => ['Last-Event-ID', id]

const idOf = ({ content }: Asked): string | undefined => eventsToResume(content)[0]?.event.id

/** @param asked the response to a request with the id of one of these events @param ids as the first stream had them */
export function judgeResume(asked: Asked, ids: readonly string[]): Resumed {
  const at = namedAt(ids)
  const [after, next] = ids.slice(at)
  if (asked.head?.status === 204) return 'stops'
  if (asked.head?.status !== 200) return 'error'
  const first = idOf(asked)
  if (first === undefined) return 'nothing'
  if (first === next) return 'goes-on'
  if (first === ids[0] && at > 0) return 'restarts'
  if (first === after) return 'duplicate'
  if (ids.includes(first)) return 'gap'
  // Numeric ids show which of two ids that were not observed together is later.
  const [from = Number.NaN, to = Number.NaN] = [after, first].map((id) =>
    /^\d+$/.test(id ?? '') ? Number(id) : Number.NaN,
  )
  if (to > from) return 'gap'
  return to < from ? 'restarts' : 'unclear'
}
