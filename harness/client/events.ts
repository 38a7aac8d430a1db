import { createParser } from 'eventsource-parser'
import type { AttemptFact, Ms } from '../model/index.ts'
import { eventDigest } from '../wire/event-digest.ts'

/** Maximum length of a text in a fact. */
const KEPT = 200

/**
 * Parses an event stream (WHATWG HTML §9.2.6) from decoded bytes, and reports its contents immediately and in order.
 * @param lastEventId the id of events without one: as in browsers, it is kept after a reconnect
 */
export function createEventReader(lastEventId: string, fact: (fact: AttemptFact) => void) {
  // The parser removes one leading BOM, so the decoder must not remove one as well.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let id = lastEventId
  let t: Ms = 0
  const parser = createParser({
    onId(value) {
      id = value
      fact({ t, fact: 'id', value })
    },
    onRetry: (value) => fact({ t, fact: 'retry', value }),
    onComment: (text) => fact({ t, fact: 'comment', text: text.slice(0, KEPT), size: text.length }),
    onEvent({ event = 'message', data }) {
      const digest = eventDigest(event, id, data)
      fact({ t, fact: 'event', id, event, data: data.slice(0, KEPT), size: data.length, digest })
    },
  })
  /** `arrivedAt`: when the bytes that completed these events arrived. */
  return (bytes: Buffer, arrivedAt: Ms) => {
    t = arrivedAt
    parser.feed(decoder.decode(bytes, { stream: true }))
  }
}
