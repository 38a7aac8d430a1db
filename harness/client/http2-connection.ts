import type { ClientHttp2Session } from 'node:http2'
import { connect } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import type { Ms, SocketEnd } from '../model/index.ts'
import { authorityOf, type ConnectTarget, connectTo } from './connect.ts'
import { type Http2Listener, type Http2Tap, tapHttp2 } from './http2-tap.ts'
import { vanish } from './vanish.ts'

/**
 * Flow-control window, RFC 9113 §5.2, bytes. Bytes that are read are acknowledged immediately, so that on one machine a stream
 * never waits for the window; a paused stream receives this much.
 */
export const STREAM_WINDOW = 256 * 1024
const CONNECTION_WINDOW = 64 * 1024 * 1024

export interface ConnectionListener extends Http2Listener {
  connected(local: string, remote: string, t: Ms): void
  ready(session: ClientHttp2Session, tap: Http2Tap): void
  /** May be called without `ready`. */
  closed(): void
  /** It is not ready and will not become so. */
  failed(error: NodeJS.ErrnoException): void
}

export interface Http2Connection {
  /** Reports in a later microtask what has happened so far, and from then on each event. The result unsubscribes. */
  subscribe(listener: ConnectionListener): () => void
  /** Accepts another stream. */
  readonly usable: boolean
  readonly ending: SocketEnd | undefined
  /** Bytes that were read from it. */
  readonly read: number
  /** The socket's own error code; '' for none. */
  readonly code: string
  /** Resolves when the socket is closed. */
  close(): Promise<void>
  /** With all of its streams; see `vanish.ts`. */
  vanish(): Promise<void>
}

/**
 * Connects over TLS, with ALPN `h2` only: a server that does not choose it fails with `ERR_NO_H2`.
 * @param readyAt `connected`: requests are sent immediately, as a browser's first request is. `settings`: requests wait for the
 * server's SETTINGS, so that none exceeds its limit of concurrent streams
 */
export function connectHttp2(request: ConnectTarget, readyAt: 'connected' | 'settings'): Http2Connection {
  const gone = Promise.withResolvers<void>()
  const listeners = new Set<ConnectionListener>()
  const past: ((listener: ConnectionListener) => void)[] = []
  let tap: Http2Tap | undefined
  let usable = true

  const tell = (event: (listener: ConnectionListener) => void) => {
    past.push(event)
    for (const listener of listeners) event(listener)
  }
  const fail = (error: NodeJS.ErrnoException) => {
    usable = false
    // A server may reject the only protocol that was offered: RFC 7301 §3.2.
    const refused = error.code?.includes('NO_APPLICATION_PROTOCOL') === true
    tell((listener) => listener.failed(refused ? noHttp2() : error))
  }
  const socket = connectTo(request, 'h2', {
    connected: (local, remote, t) => tell((listener) => listener.connected(local, remote, t)),
    ready(ready) {
      if ((ready as TLSSocket).alpnProtocol !== 'h2') {
        fail(noHttp2())
        ready.destroy()
        return
      }
      const tapped = tapHttp2(ready, {
        sent: (stream, t) => {
          for (const listener of listeners) listener.sent(stream, t)
        },
        settings: (max, t) => tell((listener) => listener.settings(max, t)),
        goaway(code, lastStream, t) {
          usable = false
          tell((listener) => listener.goaway(code, lastStream, t))
        },
      })
      tap = tapped
      const opened = connect(`https://${authorityOf(request.address)}`, {
        createConnection: () => tapped.through,
        settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
      })
      opened.on('error', () => {}) // Every stream reports the error itself.
      opened.once('connect', () => opened.setLocalWindowSize(CONNECTION_WINDOW))
      opened.once(readyAt === 'connected' ? 'connect' : 'remoteSettings', () => {
        tell((listener) => listener.ready(opened, tapped))
      })
      opened.once('close', () => tell((listener) => listener.closed()))
    },
    failed: fail,
    gone() {
      usable = false
      gone.resolve()
    },
  })
  return {
    subscribe(listener) {
      let stopped = false
      queueMicrotask(() => {
        if (stopped) return
        // A listener may unsubscribe while it is called.
        for (const event of [...past]) if (!stopped) event(listener)
        if (!stopped) listeners.add(listener)
      })
      return () => {
        stopped = true
        listeners.delete(listener)
      }
    },
    get usable() {
      return usable
    },
    get ending() {
      return tap?.ending
    },
    get read() {
      return socket.bytesRead
    },
    get code() {
      return tap?.code ?? ''
    },
    close() {
      usable = false
      // Closing the session would write a GOAWAY frame. If another write is in progress, that crashes the process (Node 24).
      socket.destroy()
      return gone.promise
    },
    vanish() {
      usable = false
      return vanish(socket)
    },
  }
}

function noHttp2(): NodeJS.ErrnoException {
  return Object.assign(new Error('the server does not speak HTTP/2'), { code: 'ERR_NO_H2' })
}
