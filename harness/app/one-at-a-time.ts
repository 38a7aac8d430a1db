/** Tests whether the application responds to a request only after the previous response has ended. */
import type { Ms } from '../model/index.ts'
import { within } from '../wire/within.ts'
import { type Asked, ask } from './ask.ts'
import { untilFree } from './leaving.ts'
import type { AppTarget } from './target.ts'

const BESIDE_PATIENCE: Ms = 2000
const OPEN_PATIENCE: Ms = 4000

/** Time limit for the head of a second request while a stream is open. @param headAfter time for the head of the first one */
export const besidePatience = (headAfter: Ms): Ms => Math.max(BESIDE_PATIENCE, 2 * headAfter + 1000)

/** Neither a response nor a refusal; a busy machine may also be the reason. */
export const isUnanswered = ({ head, end }: Pick<Asked, 'head' | 'end'>): boolean =>
  head === undefined && end === undefined

/** Whether a second request was answered otherwise than the first one, whose stream was open. */
export const isRefused = (second: Pick<Asked, 'head'>, first: { readonly status: number } | undefined): boolean =>
  second.head !== undefined && first?.status === 200 && second.head.status !== first.status

/** `waits`: it answers a request after the previous stream has ended. A number: the status of a request beside an open stream. */
export type OneAtATime = 'waits' | number | undefined

/**
 * A second request got no response, or an error, while a stream was open: tests it again.
 * @param before connections of both requests
 */
export async function oneAtATime(
  given: AppTarget,
  before: readonly Asked['ends'][],
  headAfter: Ms = 0,
): Promise<OneAtATime> {
  // Each request waits until the application is free again.
  const target = { ...given, oneAtATime: true }
  const patience = besidePatience(headAfter)
  const openPatience = Math.max(OPEN_PATIENCE, patience)
  await Promise.all(before.map((ends) => untilFree(ends)))
  const opened = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  const stream = ask(target, {
    patience: openPatience + patience,
    events: Number.POSITIVE_INFINITY,
    onHead: () => opened.resolve(),
    until: leave.promise,
  })
  // No response although there is no other request: it still serves a client that has disconnected.
  const isBusy = !(await within(openPatience, opened.promise))
  const second = isBusy ? undefined : await ask(target, { patience })
  leave.resolve()
  const first = await stream
  // A response that has ended does not block it.
  const waits = isBusy || (first.end === undefined && second !== undefined && isUnanswered(second))
  const refused = second !== undefined && isRefused(second, first.head) ? second.head?.status : undefined
  const is = waits ? 'waits' : refused
  return is
}
