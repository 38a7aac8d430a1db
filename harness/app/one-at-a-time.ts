/** Does the application answer a request only when the one before is over? */
import type { Ms } from '../model/index.ts'
import { within } from '../wire/within.ts'
import { type Asked, ask } from './ask.ts'
import { untilFree } from './leaving.ts'
import type { AppTarget } from './target.ts'

/** For a second request's head, while a stream is open. */
export const BESIDE_PATIENCE: Ms = 2000
const OPEN_PATIENCE: Ms = 4000

/** Neither answered nor refused: a busy machine may be the reason, too. */
export const isUnanswered = ({ head, end }: Pick<Asked, 'head' | 'end'>): boolean =>
  head === undefined && end === undefined

/**
 * A second request was not answered while a stream was open: tests it again.
 * @param before connections of both
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
  // Not answered although nothing else is asked for: it still serves a client that has left.
  const isBusy = !(await within(OPEN_PATIENCE, opened.promise))
  const second = isBusy ? undefined : await ask(target, { patience: BESIDE_PATIENCE })
  leave.resolve()
  const first = await stream
  // A response that is over does not occupy it.
  const is = isBusy || (first.end === undefined && second !== undefined && isUnanswered(second))
  if (is) await Promise.all([untilFree(first.ends), untilFree(second?.ends)])
  return is
}
