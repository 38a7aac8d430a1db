/** Events that a client resumes by, as distinct from heartbeats that are sent as events. Pure. */
import type { Content } from '../../servers/relay/pieces.ts'

type Event = Extract<Content, { fact: 'event' }>

/** Whether an event with this name is a heartbeat: applications send them so where a page has to see them. */
export const isBeat = ({ event }: Pick<Event, 'event'>): boolean => /^(?:ping|heartbeat|keep-?alive|hb)$/i.test(event)

/**
 * Each event, and the id that its own block sets; '' where it sets none: it inherits the last id that was set. A heartbeat needs no id,
 * so one without is omitted.
 */
export function eventsToResume(content: readonly Content[]): { readonly event: Event; readonly ownId: string }[] {
  const events: { event: Event; ownId: string }[] = []
  let isSet = false
  for (const one of content) {
    if (one.fact === 'id') isSet = true
    if (one.fact !== 'event') continue
    if (isSet || !isBeat(one)) events.push({ event: one, ownId: isSet ? one.id : '' })
    isSet = false
  }
  return events
}
