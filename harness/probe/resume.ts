/** Whether a stream goes on after the event that a reconnect names. Pure. */
import { type Found, WHATWG } from './finding.ts'
import type { Observation } from './observation.ts'

/** @param resumed requested with the last id of the first stream as Last-Event-ID */
export function afterResume(seen: Observation, resumed: Observation): Found[] {
  const known = new Set(seen.events.map(({ id }) => id))
  if (resumed.head?.status === 204 && seen.end?.message === 'complete')
    return [
      {
        id: 'resume-stops',
        level: 'note',
        says: 'with Last-Event-ID it answers 204: an EventSource does not reconnect any more, as it should after the end of this stream',
        source: WHATWG,
      },
    ]
  const last = seen.events.at(-1)?.id
  const [first] = resumed.events
  if (resumed.head !== undefined && resumed.head.status !== 200)
    return [
      {
        id: 'resume-refused',
        level: 'broken',
        says: `with Last-Event-ID it answers ${resumed.head.status}: after a lost connection an EventSource gives up`,
        source: WHATWG,
      },
    ]
  if (first === undefined)
    return [{ id: 'resume-unknown', level: 'note', says: `with Last-Event-ID: ${last} no event came within the time` }]
  // One id says nothing of the place in the stream.
  if (known.size === 1 && seen.events.length > 1 && first.id === last)
    return [
      { id: 'resume-unknown', level: 'note', says: `with Last-Event-ID: ${last} an event comes that has this id, too` },
    ]
  if (known.size > 1 && first.id === last)
    return [
      {
        id: 'resume-repeats',
        level: 'degraded',
        says: `with Last-Event-ID: ${last} the event ${last} itself comes again`,
        advice: 'let the application go on with the event after the one that is named',
        source: WHATWG,
      },
    ]
  const lost = lostBetween(seen, first.id)
  if (lost !== undefined)
    return [
      {
        id: 'resume-gap',
        level: 'degraded',
        says: `with Last-Event-ID: ${last} the stream goes on with ${first.id}: ${lost} not sent`,
        because:
          'the field is ignored, or was dropped on the way: until then each id was that of the event before plus 1',
        source: WHATWG,
      },
    ]
  if (first.id === last || (known.has(first.id) && first.id !== ''))
    return [
      {
        id: 'resume-repeats',
        level: 'degraded',
        says: `with Last-Event-ID: ${last} events come again from ${first.id} on: the field is ignored, or was dropped on the way`,
        source: WHATWG,
      },
    ]
  if (isNumber(last ?? '') !== isNumber(first.id) || (!isNumber(first.id) && first.id !== ''))
    return [
      {
        id: 'resume-unknown',
        level: 'note',
        says: `with Last-Event-ID: ${last} an event with the id ${first.id} comes: its id does not tell its place in the stream`,
      },
    ]
  return [
    {
      id: 'resumes',
      level: 'note',
      says: `with Last-Event-ID: ${last} the stream goes on with ${first.id || 'an event without id'}`,
    },
  ]
}

/** Number of ids that show how they are made. */
const FEW = 3

const isNumber = (id: string): boolean => /^\d{1,15}$/.test(id)

/** Which events are missing before this one, where the ids of a stream are consecutive numbers. */
function lostBetween({ events }: Observation, id: string): string | undefined {
  const numbers = [...events.map((one) => one.id), id].map((one) => (isNumber(one) ? Number(one) : Number.NaN))
  const next = numbers.pop() ?? Number.NaN
  const last = numbers.at(-1) ?? Number.NaN
  const isCounted = numbers.length >= FEW && numbers.every((one, n) => n === 0 || one === (numbers[n - 1] ?? 0) + 1)
  if (!isCounted || !(next > last + 1)) return undefined
  return next === last + 2 ? `${last + 1} was` : `${last + 1} to ${next - 1} were`
}
