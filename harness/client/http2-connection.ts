import type { ClientHttp2Session } from 'node:http2'
import { connect } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import type { Ms, SocketEnd } from '../model/index.ts'
import { type ConnectTarget, connectTo } from './connect.ts'
import { type Http2Listener, type Http2Tap, tapHttp2 } from './http2-tap.ts'

/**
 * Flow control, RFC 9113 §5.2, bytes. What is read is acknowledged at once, so that on one machine a stream never waits;
 * a paused one lets this much come.
 */
const STREAM_WINDOW = 256 * 1024
const CONNECTION_WINDOW = 64 * 1024 * 1024

export interface ConnectionListener extends Http2Listener {
  connected(local: string, remote: string, t: Ms): void
  ready(session: ClientHttp2Session, tap: Http2Tap): void
  /** May come without `ready`. */
  closed(): void
  /** Not ready, and never will be. */
  failed(error: NodeJS.ErrnoException): void
}

export interface Http2Connection {
  /** Tells in a later microtask what has happened so far, then what happens. The result stops it. */
  subscribe(listener: ConnectionListener): () => void
  /** Takes another stream. */
  readonly usable: boolean
  readonly ending: SocketEnd | undefined
  /** The socket's own error code; '' for none. */
  readonly code: string
  /** Resolves when the socket is gone. */
  close(): Promise<void>
}

/**
 * Over TLS, with ALPN `h2` alone: a server that does not choose it has failed with `ERR_NO_H2`.
 * @param readyAt `connected`: requests go out at once, as a browser's first one does. `settings`: when the server has told
 * how many streams it allows, so that none goes out beyond that.
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
    // A server may refuse the one protocol that was offered: RFC 7301 §3.2.
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
      const opened = connect(`https://${request.address.host}:${request.address.port}`, {
        createConnection: () => tapped.through,
        settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
      })
      opened.on('error', () => {}) // every stream tells it
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
        // Telling may stop it.
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
    get code() {
      return tap?.code ?? ''
    },
    close() {
      usable = false
      // Not by the session, which would write a GOAWAY: where another write is under way that ends the process (Node 24).
      socket.destroy()
      return gone.promise
    },
  }
}

function noHttp2(): NodeJS.ErrnoException {
  return Object.assign(new Error('the server does not speak HTTP/2'), { code: 'ERR_NO_H2' })
}
