import type { Exchange, ExchangeFact, Framing, HeaderField, HeadOptions } from '../../harness/model/index.ts'
import { eventDigest } from '../../harness/wire/event-digest.ts'
import { now } from '../../harness/wire/timestamp.ts'
import { commentBytes, eventBytes, linesOf, paddingBytes } from './payload.ts'
import { type Completed, relay } from './relay.ts'
import type { OriginRequest, Reply } from './reply.ts'
import { readBody } from './request-body.ts'
import type { Upgraded } from './upgrade.ts'

export interface ScriptedExchange extends Exchange {
  /**
   * Its test case is over: nothing more is recorded, and the response is ended correctly, so that a proxy does not mark the
   * origin as failed.
   */
  abandon(): void
}

/**
 * One request and its response, controlled by a scenario. No call rejects because the peer has closed: what can no longer be sent
 * is dropped, and no fact records it as sent. Acts are performed in the order of the calls. Sending before any head sends the
 * default head first.
 */
export function scriptExchange(
  request: OriginRequest,
  reply: Reply,
  headers: readonly HeaderField[],
  fact: (fact: ExchangeFact) => void,
  /** Accepts the upgrade that the request contains, if it does. */
  accept?: (message: (text: string) => void) => Upgraded,
): ScriptedExchange {
  const waiting = new Set<() => void>()
  const left = Promise.withResolvers<void>()
  let tell = fact
  let framing: Framing | undefined
  /** The body's length, where its head declares one for `end` to keep. */
  let length = 0
  let over = false
  let hurried = false
  let written = 0
  let upgraded: Upgraded | undefined
  let queue = Promise.resolve()

  reply.onGone((ending, t) => {
    if (!over && ending !== undefined) tell({ t, fact: 'peer-left', socket: ending })
    for (const resolve of waiting) resolve()
    waiting.clear()
    left.resolve()
  })

  const inOrder = (act: () => Promise<void> | void): Promise<void> => {
    const done = queue.then(async () => {
      if (!over && !reply.gone) await act()
    })
    // Two writes in one turn of the event loop would leave as one segment. The caller need not wait for that turn.
    queue = done.catch(() => {}).then(nextTurn)
    return done
  }
  /**
   * Waits until the kernel has accepted the data or the connection is closed: a peer that stops reading and then closes must not
   * block a scenario.
   */
  const handedOver = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      if (reply.gone) return resolve()
      const done = () => {
        waiting.delete(done)
        resolve()
      }
      waiting.add(done)
      start(done)
    })
  const head = async (options: HeadOptions = {}): Promise<void> => {
    const interim = options.earlyHints === undefined ? undefined : reply.sendEarlyHints(options.earlyHints)
    if (interim !== undefined) {
      tell({ t: now(), fact: 'sent-interim', ...interim })
      await nextTurn()
      if (over || reply.gone) return
    }
    const t = now()
    const sent = reply.sendHead(options, headers)
    framing = sent.framing
    if (framing === 'content-length') length = options.length ?? 0
    tell({ t, fact: 'sent-head', ...sent })
  }
  const body = readBody(request, (what) => tell(what))
  const send = (
    what: 'event' | 'comment' | 'padding' | 'bytes',
    bytes: Buffer,
    id = '',
    digest = '',
    completed: readonly Completed[] = [],
  ) =>
    inOrder(async () => {
      if (hurried || upgraded !== undefined) return
      if (framing === undefined) {
        await head()
        await nextTurn()
        if (reply.gone) return
      }
      written += bytes.length
      const t = now()
      tell({ t, fact: 'sent', what, id, bytes: bytes.length, written, digest })
      for (const each of completed) tell({ t, fact: 'sent', ...each, bytes: 0, written })
      await handedOver((done) => reply.write(bytes, done))
    })
  const close = (how: 'end' | 'fin' | 'rst') => {
    over = true
    tell({ t: now(), fact: 'closed', how })
  }

  const exchange: ScriptedExchange = {
    lastEventId: utf8(request.headers['last-event-id']),
    get written() {
      return written
    },
    get unsent() {
      return reply.unsent
    },
    ends: { origin: reply.local, peer: reply.remote },
    get read() {
      return body.read
    },
    body: (atLeast) => body.atLeast(atLeast),
    requestEnd: () => Promise.race([body.complete.then(() => {}), left.promise]),
    sendHead: (options = {}) => inOrder(() => (framing === undefined ? head(options) : undefined)),
    sendEvent: (event) =>
      send(
        'event',
        eventBytes(event),
        event.id,
        eventDigest(event.event ?? '', event.id, linesOf(event.data).join('\n')),
      ),
    sendComment: (text) => send('comment', commentBytes(text), text),
    sendPadding: async (bytes) => send('padding', paddingBytes(bytes)),
    sendBytes: (bytes) => send('bytes', Buffer.from(bytes as string)),
    answerFrom(application, path) {
      const sendPiece = (bytes: Buffer, digest: string, completed: readonly Completed[]) =>
        send('bytes', bytes, '', digest, completed)
      return relay(request, body.complete, application, path, { exchange, sendPiece })
    },
    async upgrade() {
      await inOrder(() => {
        if (accept === undefined || framing !== undefined) return
        framing = 'none'
        upgraded = accept((text) => tell({ t: now(), fact: 'message', text }))
        tell({ t: now(), fact: 'sent-head', raw: upgraded.raw, asked: 'none', framing, status: 101 })
      })
      return upgraded !== undefined
    },
    end: () =>
      inOrder(async () => {
        const { end } = upgraded ?? {}
        if (end !== undefined) {
          close('end')
          return handedOver(end)
        }
        if (framing === undefined) await head()
        const rest = restOf(length - written)
        if (rest.length > 0) {
          written += rest.length
          tell({ t: now(), fact: 'sent', what: 'padding', id: '', bytes: rest.length, written, digest: '' })
        }
        close('end')
        return handedOver((done) => reply.end(rest, done))
      }),
    fin: (where = 'inside') =>
      inOrder(() => {
        close('fin')
        return handedOver((done) => reply.breakOff(where === 'inside', done))
      }),
    reset: () => {
      // Does not wait for a peer that has stopped reading: data that has not been written is dropped.
      hurried = true
      for (const resolve of waiting) resolve()
      return inOrder(() => {
        close('rst')
        reply.reset()
      })
    },
    left: () => left.promise,
    abandon() {
      tell = () => {}
      if (reply.gone || reply.isEnded) return
      if (upgraded !== undefined) return void upgraded.end(() => {})
      reply.abandon(over ? 'aborted' : framing === undefined ? 'before-head' : 'open')
      over = true
    },
  }
  return exchange
}

/**
 * What is missing of a body: a comment, or empty lines where there is no room for one. Not random, unlike other padding: nothing is
 * measured with it, and a megabyte of random text takes long to make.
 */
function restOf(bytes: number): Buffer {
  const rest = Buffer.alloc(Math.max(0, bytes), bytes < 4 ? '\n' : '.')
  if (bytes >= 4) {
    rest.write(': ', 0)
    rest.write('\n\n', bytes - 2)
  }
  return rest
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Node decodes header values as latin1; a Last-Event-ID is UTF-8 (WHATWG HTML §9.2.3). */
function utf8(value: string | string[] | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(String(value), 'latin1').toString('utf8')
}
