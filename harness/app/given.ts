import { fieldValue, finalHeadAt } from '../../servers/relay/message-head.ts'
import { mediaType } from '../client/head.ts'
import type { Flow } from './flow.ts'
import type { Observation } from './observe.ts'
import { type AppRemedy, HEARTBEAT } from './remedy.ts'

/** A timer fires late on a busy machine. */
const LATE = 1.2

/** Remedies that the application already applies, or that would not change its response. */
export function givenBy({
  observation,
  flow,
}: {
  readonly observation: Pick<Observation, 'response'>
  readonly flow: Pick<Flow, 'heartbeat'>
}): ReadonlySet<AppRemedy['id']> {
  const { headers = [], encoding = '', framing } = observation.response?.head ?? {}
  const given = new Set<AppRemedy['id']>()
  if (fieldValue(headers, 'x-accel-buffering')?.toLowerCase() === 'no') given.add('accel')
  if (/no-transform/i.test(fieldValue(headers, 'cache-control') ?? '')) given.add('no-transform')
  if (encoding === '') given.add('identity')
  if (!isInformed(observation.response?.raw)) given.add('final')
  if (framing === 'chunked') given.add('chunked')
  // A comment would be a fault in a body of another type.
  if (observation.response !== undefined && mediaType(headers) !== 'text/event-stream')
    for (const id of ['comment', 'heartbeat'] as const) given.add(id)
  if (flow.heartbeat !== undefined && flow.heartbeat.every <= LATE * HEARTBEAT) given.add('heartbeat')
  return given
}

/** An informational response (1xx) comes before the response. @param raw all heads */
export const isInformed = (raw: Buffer | undefined): boolean =>
  raw !== undefined && finalHeadAt(raw.toString('latin1')) > 0
