/** How long the faulty proxy waits: for the head of an answer, between two pieces of a body, and for a client to read. */
import type { ClientRequest, ServerResponse } from 'node:http'
import type { Hooks } from './hooks.ts'

/** True from when a stream has been silent for longer than the hook allows. */
export function createDeafness({ deafAfter }: Hooks): () => boolean {
  let last = performance.now()
  let deaf = false
  return () => {
    deaf ||= deafAfter !== undefined && performance.now() - last > deafAfter
    last = performance.now()
    return deaf
  }
}

/** Breaks off with an origin whose head does not come. Returns whether a head that has come is too late to be passed on. */
export function limitHead({ headLimit, dropLateHead }: Hooks, upstream: ClientRequest): () => boolean {
  const askedAt = performance.now()
  const breakOff = (): void => void upstream.destroy(new Error('no head in time'))
  const timer = headLimit === undefined ? undefined : setTimeout(breakOff, headLimit)
  upstream.once('response', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
  return () => dropLateHead !== undefined && performance.now() - askedAt > dropLateHead
}

/** Waits for a client to take what was written to it, and goes on; one that takes too long is given up. */
export function awaitReader(
  { unreadLimit }: Hooks,
  response: ServerResponse,
  then: { readonly goOn: () => void; readonly giveUp: () => void },
): void {
  // Of a client that has left there is nothing to give up: the timer then ends what has ended.
  const timer = unreadLimit === undefined ? undefined : setTimeout(then.giveUp, unreadLimit)
  response.once('drain', () => {
    clearTimeout(timer)
    then.goOn()
  })
}
