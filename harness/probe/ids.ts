/** Ids of events, and the time after which a client reconnects. Pure. */
import type { Ms } from '../model/index.ts'
import { type Found, seconds, WHATWG } from './finding.ts'
import type { Observation } from './observation.ts'

/** HTML §8.7: the time of a timer is a 32-bit integer. */
const LONGEST_TIMER: Ms = 2 ** 31 - 1

/** Number of events that show what their ids are. */
const SEVERAL = 3

export function ids({ events, retries }: Observation): Found[] {
  const retry = retries.at(-1)
  const found: Found[] = []
  if (events.length > 0 && events.every(({ id }) => id === ''))
    found.push({
      id: 'no-ids',
      level: 'note',
      says: 'events have no id: after a reconnect the application cannot know what was missed',
      source: WHATWG,
    })
  const [first] = events
  if (first !== undefined && first.id !== '' && events.length >= SEVERAL && events.every(({ id }) => id === first.id))
    found.push({
      id: 'same-id',
      level: 'note',
      says: `each of ${events.length} events has the id ${first.id}: an id is set again for each event, or a client cannot resume by it`,
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
