import { createHash } from 'node:crypto'
import type { AttemptFact } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { createDecoder, type Decoder, type DecoderListener } from './content-decoding.ts'
import { createEventReader } from './events.ts'
import type { Wire, WireEnd, WireListener } from './exchange.ts'
import { openHttp1 } from './http1.ts'
import { openHttp1Duplex } from './http1-duplex.ts'
import { openHttp2 } from './http2.ts'
import { type AttemptRequest, attemptRequest, type StreamRequest } from './request.ts'

/** Bytes. Whoever has enough leaves after a piece, however many megabytes a few bytes decode to. */
const PIECE = 256 * 1024

export interface Attempt
  extends Pick<Wire, 'read' | 'send' | 'finish' | 'pause' | 'resume' | 'windowUsedUp' | 'vanish'> {
  /**
   * Closes it, if it is not over: destroys the socket (FIN, or RST where unread data remains); on HTTP/2 it cancels the stream
   * first. Resolves when the connection is closed, or the stream where the connection is shared.
   */
  close(): Promise<void>
}

/**
 * Sends one request and records facts until exactly one `end` fact. Unless it is shared, the connection belongs to this attempt.
 * There is no timeout. A message that is complete by its framing ends the attempt immediately; the socket is reported as `open`
 * unless its end has been observed by then.
 */
export function startAttempt(
  request: StreamRequest,
  number: number,
  lastEventId: string,
  tell: (fact: AttemptFact) => void,
): Attempt {
  let decoder: Decoder | undefined
  let headed = false
  let over = false
  let sent = 0
  // An attempt may be over before it has a wire: a request that cannot be sent fails synchronously.
  let wire: Wire | undefined
  const hash = request.open.digest === true ? createHash('sha256') : undefined

  const fact = (what: AttemptFact) => {
    if (!over) tell(what)
  }
  const finish = (end: WireEnd, byUs = false) => {
    if (over) return
    over = true
    decoder?.destroy()
    void wire?.leave()
    tell({
      t: end.t,
      fact: 'end',
      socket: end.socket ?? wire?.ending ?? 'open',
      message: end.whole ? 'complete' : headed ? 'cut' : 'none',
      code: end.code,
      byUs,
      ...(end.reset === undefined ? {} : { reset: end.reset }),
      ...(hash === undefined ? {} : { digest: hash.digest('hex').slice(0, 16) }),
    })
  }
  const opened = openWire(attemptRequest(request, number, lastEventId), {
    connected: (local, remote, t) => fact({ t, fact: 'connected', local, remote }),
    request: (raw, t) => fact({ t, fact: 'request', raw }),
    settings: (maxConcurrentStreams, t) => fact({ t, fact: 'settings', maxConcurrentStreams }),
    queued: (t) => fact({ t, fact: 'queued' }),
    goaway: (code, covered, t) => fact({ t, fact: 'goaway', code, covered }),
    sentBody(bytes, t) {
      sent += bytes
      fact({ t, fact: 'sent-body', bytes, written: sent })
    },
    interim: ({ raw, status }, t) => fact({ t, fact: 'interim', raw, status }),
    head(head, t) {
      headed = true
      // Only a response with status 200 is parsed as an event stream. Its content type is checked only for a browser's behaviour,
      // so that a scenario sees the events even when a proxy has changed the type.
      const read = head.status === 200 ? createEventReader(lastEventId, fact) : undefined
      const into: DecoderListener = {
        output(bytes, encoded, arrivedAt) {
          fact({ t: arrivedAt, fact: 'body', bytes: bytes.length, encoded })
          if (over) return
          request.onBody?.(bytes)
          read?.(bytes, arrivedAt)
          hash?.update(bytes)
        },
        failed: (code) => finish({ t: now(), whole: false, code, socket: 'error' }),
      }
      decoder = createDecoder(head.encoding, into, PIECE)
      fact({ t, fact: 'head', ...head })
    },
    body: (bytes, t) => decoder?.write(bytes, t),
    message: (text, t) => fact({ t, fact: 'message', text }),
    over(end) {
      if (decoder === undefined) finish(end)
      // A body that ends inside its content coding is reported with the decoder's error code.
      else decoder.end((code) => finish(end.whole ? { ...end, code } : end))
    },
  })
  wire = opened
  if (over) void opened.leave()
  return {
    close() {
      finish({ t: now(), whole: false, code: '' }, true)
      return opened.leave()
    },
    get read() {
      return opened.read
    },
    send: (text) => (over ? Promise.resolve() : opened.send(text)),
    finish: () => (over ? Promise.resolve() : opened.finish()),
    pause: () => opened.pause(),
    windowUsedUp: async () => opened.windowUsedUp?.(),
    resume: () => opened.resume(),
    vanish: () => opened.vanish(),
  }
}

function openWire(request: AttemptRequest, listener: WireListener): Wire {
  const { front, open } = request
  if (front === 'h2+tls') {
    if (open.upgrade === true) throw new Error('an upgrade is asked for over HTTP/1.1 only')
    return openHttp2(request, listener)
  }
  return open.body === 'later' || open.upgrade === true
    ? openHttp1Duplex(request, listener)
    : openHttp1(request, listener)
}
