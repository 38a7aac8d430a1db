/** Waits for the rest of a stream: as long as bytes arrive, up to a limit. */
import type { ClientStream, Ms, Stage } from '../model/index.ts'

/** Interval of the check whether bytes have arrived. */
const POLL_INTERVAL: Ms = 250

/** Keeps waiting if the current rate finishes within `GRACE` times the limit, so that a busy machine alone changes no verdict. */
const GRACE = 4

export interface DrainOptions {
  readonly quiet: Ms
  readonly most: Ms
  /** Bytes that the client will have at the end, after content decoding. */
  readonly total: number
}

/**
 * `ended`: the stream is over. `quiet`: nothing arrived for `quiet` ms. `going-on`: bytes still arrive after `most` ms, but at a
 * rate that would take far longer, as from a proxy that limits the rate.
 */
export async function drain(
  stage: Stage,
  client: ClientStream,
  { quiet, most, total }: DrainOptions,
): Promise<'ended' | 'quiet' | 'going-on'> {
  const from = stage.now()
  const before = client.received
  let received = before
  let cameAt = from
  while (!(await stage.within(POLL_INTERVAL, client.ended()))) {
    if (client.received !== received) {
      received = client.received
      cameAt = stage.now()
    }
    if (stage.now() - cameAt >= quiet) return 'quiet'
    const took = stage.now() - from
    const whole = ((total - before) / (received - before)) * took
    if (took >= most && !(whole <= GRACE * most && took <= GRACE * most)) return 'going-on'
  }
  return 'ended'
}
