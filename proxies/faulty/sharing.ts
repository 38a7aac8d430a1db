/** One response for several clients that request the same URL, as caches do. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Hooks } from './hooks.ts'

const isCacheable = (answer: IncomingMessage | undefined): boolean =>
  /\bmax-age=/.test(answer?.headers['cache-control'] ?? '')

interface Shared {
  answer?: IncomingMessage
  readonly pieces: Buffer[]
  readonly followers: ServerResponse[]
  over: boolean
  readonly waiting: (() => void)[]
}

export interface Sharing {
  /** True when this responds; otherwise the request has to be sent to the origin, now or later, by `ask`. */
  take(request: IncomingMessage, response: ServerResponse, ask: () => void): boolean
  /** The origin's response to the forwarded request. */
  keep(request: IncomingMessage, answer: IncomingMessage): void
}

/**
 * `hooks.share`: `wait` sends the request after the first response has ended, `collapse` gives that response to all clients,
 * `replay` to later clients, `replay-cacheable` to them where the response permits it.
 */
export function createSharing({ share }: Hooks): Sharing {
  const known = new Map<string, Shared>()
  return {
    take(request, response, ask) {
      if (share === undefined) return false
      const url = request.url ?? ''
      const shared = known.get(url)
      if (shared === undefined) {
        known.set(url, { pieces: [], followers: [], over: false, waiting: [] })
        return false
      }
      if (share === 'wait' && !shared.over) shared.waiting.push(ask)
      if (share === 'wait') return !shared.over
      if (share.startsWith('replay') && !shared.over) return false
      if (share === 'replay-cacheable' && !isCacheable(shared.answer)) return false
      if (share === 'collapse' && shared.over) return false
      response.writeHead(200, { 'Content-Type': shared.answer?.headers['content-type'] ?? '' })
      for (const piece of shared.pieces) response.write(piece)
      if (shared.over) response.end()
      else shared.followers.push(response)
      return true
    },
    keep(request, answer) {
      const shared = known.get(request.url ?? '')
      if (shared === undefined || shared.answer !== undefined) return
      shared.answer = answer
      answer.on('data', (piece: Buffer) => {
        shared.pieces.push(piece)
        for (const follower of shared.followers) follower.write(piece)
      })
      answer.on('close', () => {
        shared.over = true
        for (const follower of shared.followers) follower.end()
        for (const ask of shared.waiting) ask()
      })
    },
  }
}
