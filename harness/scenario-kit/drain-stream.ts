/** Waits for the rest of a stream: as long as it comes, and no longer than is asked for. */
import type { ClientStream, Ms, Stage } from '../model/index.ts'

/** How often it is looked whether something has come. */
const LOOK: Ms = 250

/** Who is on the way to be done within so many times of what is asked for is waited for: a busy machine alone changes no verdict. */
const GRACE = 4

export interface DrainOptions {
  readonly quiet: Ms
  readonly most: Ms
  /** Bytes that the client has at the end, content coding removed. */
  readonly total: number
}

/**
 * `ended`: the stream is over. `quiet`: nothing came for `quiet` ms. `going-on`: it still comes after `most` ms, and at a
 * rate that would take far longer, as from a proxy that limits it.
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
  while (!(await stage.within(LOOK, client.ended()))) {
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
