/** An obstacle on the way through the proxies, beside what the direct URL gives: which of the two sides causes it. Pure. */
import type { HttpRequest } from '../typed/http-request.ts'
import { obstacleOf } from './answer.ts'
import { type Found, seconds } from './finding.ts'
import type { Observation } from './observation.ts'

/** @param obstacle of the URL that is probed @param beside the direct stream, observed at the same time @param url the direct one */
export function onPath(obstacle: Found, beside: Observation, request: HttpRequest, url: string): Found[] {
  const direct = obstacleOf(beside, request, url)
  if (direct === undefined)
    return [obstacle.id === 'no-headers' ? delayed(obstacle, beside) : answered(obstacle, beside)]
  if (direct.id === obstacle.id && direct.says === obstacle.says) return [alike(obstacle)]
  return [obstacle, directFails(direct)]
}

export const directFails = ({ says, advice }: Found): Found => ({
  id: 'direct-fails',
  level: 'unknown',
  says: `the direct URL gives no stream to compare with: ${says}`,
  ...(advice === undefined ? {} : { advice: `for the direct URL: ${advice}` }),
})

const delayed = ({ says }: Found, { head, events, window }: Observation): Found => ({
  id: 'buffered-by-hop',
  level: 'broken',
  says: `a hop buffers the response: ${says}; directly they arrive after ${seconds(head?.after ?? 0)}, and ${eventsIn(events.length)} within ${seconds(window)}`,
  advice: 'turn off the buffering of responses in that hop',
  trouble: 'buffered',
})

const eventsIn = (count: number): string => `${count.toLocaleString('en-US')} ${count === 1 ? 'event' : 'events'}`

const answered = ({ advice, ...obstacle }: Found, { head }: Observation): Found => ({
  ...obstacle,
  ...(OF_THE_HOP.includes(obstacle.id)
    ? { advice: 'the log of that hop, and its routes, tell why' }
    : withoutProposal(advice)),
  because: `directly there is an event stream (status ${head?.status}): a hop between the two URLs causes this`,
})

/** Obstacles whose advice is for the application, which is not at fault where it streams directly. */
const OF_THE_HOP: readonly string[] = ['status', 'not-an-event-stream', 'no-answer', 'transfer-coding']

const alike = ({ advice, ...obstacle }: Found): Found => ({
  ...obstacle,
  because:
    obstacle.id === 'no-headers'
      ? 'directly, too: the application sends none before its first event, or a hop behind the direct URL delays them'
      : 'directly, too: no hop between the two URLs causes it',
  ...(obstacle.id === 'no-headers'
    ? { advice: 'let the application send its headers and a comment at once' }
    : withoutProposal(advice)),
})

/** The comparison has been made already. */
const withoutProposal = (advice: string | undefined): Pick<Found, 'advice'> =>
  advice === undefined || advice.includes('--direct') ? {} : { advice }
