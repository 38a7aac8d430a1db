/** Tests whether the application responds to a request only after the previous response has ended. */
import type { Ms } from '../model/index.ts'
import { within } from '../wire/within.ts'
import { type Asked, ask } from './ask.ts'
import { untilFree } from './leaving.ts'
import type { AppTarget } from './target.ts'

/** Time limit for the head of a second request while a stream is open. */
export const BESIDE_PATIENCE: Ms = 2000
const OPEN_PATIENCE: Ms = 4000

/** Neither a response nor a refusal; a busy machine may also be the reason. */
export const isUnanswered = ({ head, end }: Pick<Asked, 'head' | 'end'>): boolean =>
  head === undefined && end === undefined

/**
 * A second request got no response while a stream was open: tests it again.
 * @param before connections of both requests
 */
export async function isOneAtATime(target: AppTarget, before: readonly Asked['ends'][]): Promise<boolean> {
  await Promise.all(before.map(untilFree))
  const opened = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  const stream = ask(target, {
    patience: OPEN_PATIENCE + BESIDE_PATIENCE,
    events: Number.POSITIVE_INFINITY,
    onHead: () => opened.resolve(),
    until: leave.promise,
  })
  // No response although there is no other request: it still serves a client that has disconnected.
  const isBusy = !(await within(OPEN_PATIENCE, opened.promise))
  const second = isBusy ? undefined : await ask(target, { patience: BESIDE_PATIENCE })
  leave.resolve()
  const first = await stream
  // A response that has ended does not block it.
  const is = isBusy || (first.end === undefined && second !== undefined && isUnanswered(second))
  if (is) await Promise.all([untilFree(first.ends), untilFree(second?.ends)])
  return is
}
