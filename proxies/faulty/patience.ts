/** How long the faulty proxy waits: for the head of a response, between two pieces of a body, and for a client to read. */
import type { ClientRequest, ServerResponse } from 'node:http'
import type { Hooks } from './hooks.ts'

/** True once a stream has been silent for longer than the hook allows. */
export function createDeafness({ deafAfter }: Hooks): () => boolean {
  let last = performance.now()
  let deaf = false
  return () => {
    deaf ||= deafAfter !== undefined && performance.now() - last > deafAfter
    last = performance.now()
    return deaf
  }
}

/** Aborts the request if the origin's head does not arrive. Returns whether an arrived head is too late to be forwarded. */
export function limitHead({ headLimit, dropLateHead }: Hooks, upstream: ClientRequest): () => boolean {
  const askedAt = performance.now()
  const breakOff = (): void => void upstream.destroy(new Error('no head in time'))
  const timer = headLimit === undefined ? undefined : setTimeout(breakOff, headLimit)
  upstream.once('response', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
  return () => dropLateHead !== undefined && performance.now() - askedAt > dropLateHead
}

/** Waits until a client has read what was written to it, and continues; a client that takes too long is disconnected. */
export function awaitReader(
  { unreadLimit }: Hooks,
  response: ServerResponse,
  then: { readonly goOn: () => void; readonly giveUp: () => void },
): void {
  // A client that has disconnected needs no further handling: the timer then ends what has already ended.
  const timer = unreadLimit === undefined ? undefined : setTimeout(then.giveUp, unreadLimit)
  response.once('drain', () => {
    clearTimeout(timer)
    then.goOn()
  })
}
