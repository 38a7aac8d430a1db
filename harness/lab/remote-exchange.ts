/** An exchange at a remote origin, controlled by a scenario: each act is a call, which is done when its news arrives. */

import type { LabCall, LabNews } from '../../servers/lab/protocol.ts'
import type { Exchange, Relayed } from '../model/index.ts'

export interface RemoteExchange extends Exchange {
  hear(news: Exclude<LabNews, { news: 'exchange' | 'full' }>): void
  /** The lab is lost: everything that waits is ended. */
  lost(): void
}

export interface RemoteRequest {
  readonly lastEventId: string | undefined
  readonly hasBody: boolean
}

/** @param call starts an act, in the order of the calls; returns its number */
export function createRemoteExchange(
  { lastEventId, hasBody }: RemoteRequest,
  call: (does: LabCall) => number,
): RemoteExchange {
  const waiting = new Map<number, () => void>()
  const bodies = new Set<{ readonly atLeast: number; readonly resolve: () => void }>()
  const left = Promise.withResolvers<void>()
  const requestEnd = Promise.withResolvers<void>()
  if (!hasBody) requestEnd.resolve()
  let isGone = false
  let written = 0
  let unsent = 0
  let read = 0

  const done = (does: LabCall): Promise<void> =>
    new Promise((resolve) => {
      if (isGone) return resolve()
      waiting.set(call(does), resolve)
    })
  const gone = (): void => {
    isGone = true
    left.resolve()
    requestEnd.resolve()
    for (const resolve of waiting.values()) resolve()
    waiting.clear()
    for (const { resolve } of bodies) resolve()
    bodies.clear()
  }

  return {
    lastEventId,
    get written() {
      return written
    },
    get unsent() {
      return unsent
    },
    get read() {
      return read
    },
    // The kernel buffers of a remote machine cannot be read.
    ends: { origin: '', peer: '' },
    body: (atLeast) =>
      new Promise((resolve) => {
        if (read >= atLeast || isGone) resolve()
        else bodies.add({ atLeast, resolve })
      }),
    requestEnd: () => requestEnd.promise,
    sendHead: (options = {}) => done({ act: 'head', options }),
    sendEvent: (event) => done({ act: 'event', event }),
    sendComment: (text) => done({ act: 'comment', text }),
    sendPadding: (bytes) => done({ act: 'padding', bytes }),
    sendBytes: (bytes) => done({ act: 'bytes', base64: Buffer.from(bytes as string).toString('base64') }),
    answerFrom(): Relayed {
      throw new Error('a lab opens no connection, so that no application can answer behind it')
    },
    upgrade: async () => false,
    end: () => done({ act: 'end' }),
    fin: (where = 'inside') => done({ act: 'fin', where }),
    reset: () => done({ act: 'reset' }),
    left: () => left.promise,
    hear(news) {
      if (news.news === 'left') return gone()
      if (news.news === 'done') {
        written = Math.max(written, news.written)
        unsent = news.unsent
        waiting.get(news.call)?.()
        waiting.delete(news.call)
        return
      }
      const { fact } = news
      if (fact.fact === 'sent') written = Math.max(written, fact.written)
      if (fact.fact === 'request-end') requestEnd.resolve()
      if (fact.fact !== 'request-body') return
      read = fact.read
      for (const body of bodies) if (read >= body.atLeast && bodies.delete(body)) body.resolve()
    },
    lost: gone,
  }
}
