/** Does the application go on where a client was cut off, by the Last-Event-ID that a browser sends? */
import type { HeaderField, Ms } from '../model/index.ts'
import { type Asked, ask } from './ask.ts'
import type { AppTarget } from './target.ts'

/**
 * `goes-on`: the event after the named one comes first. `gap`: a later one does. `duplicate`: the named one comes again. `restarts`: the
 * stream begins again. `nothing`: no event came in time. `error`: another status than 200.
 */
export type Resumed = 'goes-on' | 'gap' | 'duplicate' | 'restarts' | 'nothing' | 'error' | 'unclear'

export interface ResumeResult {
  readonly after: string
  readonly resumed: Resumed
  readonly firstId: string | undefined
  /** For an id that it cannot know, and for one that is none: status, or 0 where it gave none. */
  readonly unknownId: number
  readonly malformedId: number
}

const UNKNOWN = 'sse-compat-unknown-id'
/** Longer than an id is, and not ASCII; bytes as WHATWG HTML §9.2.3 has them sent. */
const MALFORMED = `ü\u{1F600}${'9'.repeat(300)}`

/** Of three events the second is named: then one that begins again can be told from one that repeats the named one. */
const namedAt = (ids: readonly string[]): number => (ids.length >= 3 ? 1 : 0)

/** @param ids of the events that a first stream had, in order; undefined where fewer than two have one */
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

const idOf = ({ content }: Asked): string | undefined => {
  const first = content.find(({ fact }) => fact === 'event')
  return first?.fact === 'event' ? first.id : undefined
}

/** @param asked with the id of one of these events; `ids` as the first stream had them */
export function judgeResume(asked: Asked, ids: readonly string[]): Resumed {
  const at = namedAt(ids)
  const [after, next] = ids.slice(at)
  if (asked.head === undefined || (asked.head.status !== 200 && asked.head.status !== 204)) return 'error'
  const first = idOf(asked)
  if (first === undefined) return 'nothing'
  if (first === next) return 'goes-on'
  if (first === ids[0] && at > 0) return 'restarts'
  if (first === after) return 'duplicate'
  if (ids.includes(first)) return 'gap'
  // Numbers tell which of two ids that were not seen together came later.
  const [from = Number.NaN, to = Number.NaN] = [after, first].map((id) =>
    /^\d+$/.test(id ?? '') ? Number(id) : Number.NaN,
  )
  if (to > from) return 'gap'
  return to < from ? 'restarts' : 'unclear'
}
