/** How long the faulty proxy waits for its origin: for the head of an answer, and between two pieces of a body. */
import type { ClientRequest } from 'node:http'
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
