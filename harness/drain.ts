/** Waits for the rest of a stream: as long as it comes, and no longer than is asked for. */
import type { ClientStream, Ms, Stage } from './model.ts'

/** How often it is looked whether something has come. */
const LOOK: Ms = 250

/**
 * `ended`: the stream is over. `quiet`: nothing came for `quiet` ms. `going-on`: it still comes after `most` ms, as from a
 * proxy that limits the rate.
 */
export async function drain(
  stage: Stage,
  client: ClientStream,
  { quiet, most }: { readonly quiet: Ms; readonly most: Ms },
): Promise<'ended' | 'quiet' | 'going-on'> {
  const from = stage.now()
  let received = client.received
  let cameAt = from
  while (!(await stage.within(LOOK, client.ended()))) {
    if (client.received !== received) {
      received = client.received
      cameAt = stage.now()
    }
    if (stage.now() - cameAt >= quiet) return 'quiet'
    if (stage.now() - from >= most) return 'going-on'
  }
  return 'ended'
}
