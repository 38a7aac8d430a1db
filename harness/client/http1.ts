import type { Socket } from 'node:net'
import { type buildConnector, Client, type Dispatcher } from 'undici'
import { now } from '../wire/timestamp.ts'
import { authorityOf, connectTo } from './connect.ts'
import type { Wire, WireListener } from './exchange.ts'
import { type Tap, tapSocket } from './frame-inspector.ts'
import { readResponseHead } from './head.ts'
import type { AttemptRequest } from './request.ts'
import { vanish } from './vanish.ts'

/** HTTP/1.1, in cleartext or over TLS, on a connection of its own, for a request whose body is complete. It has no timeout. */
export function openHttp1(request: AttemptRequest, listener: WireListener): Wire {
  const { address, tls, open } = request
  const gone = Promise.withResolvers<void>()
  let socket: Socket | undefined
  let tap: Tap | undefined
  let framing: string | undefined
  let flow: Dispatcher.DispatchController | undefined
  let paused = false
  let left = false

  const connector = (_options: buildConnector.Options, callback: buildConnector.Callback) => {
    if (left) return callback(new Error('closed before it was connected'), null)
    socket = connectTo(request, 'http/1.1', {
      connected: listener.connected,
      ready(ready) {
        tap = tapSocket(ready, {
          wrote: listener.request,
          interim: (raw, t) => listener.interim(readResponseHead(raw), t),
          read(raw, t) {
            const head = readResponseHead(raw)
            framing = head.framing
            listener.head(head, t)
          },
        })
        callback(null, ready)
      },
      failed: (error) => callback(error, null),
      gone: gone.resolve,
    })
  }
  const client = new Client(`${tls === undefined ? 'http' : 'https'}://${authorityOf(address)}`, {
    connect: connector,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 64 * 1024,
    pipelining: 1,
  })
  client.dispatch(
    {
      path: request.target,
      method: request.method,
      headers: request.fields.flat(),
      body: open.body ?? null,
    },
    {
      onRequestStart(controller) {
        flow = controller
        if (paused) flow.pause()
      },
      onResponseStart() {},
      onResponseData: (_controller, chunk) => listener.body(chunk, tap?.arrivedAt ?? now()),
      onResponseEnd() {
        // undici reports the reset of a close-delimited body as a clean end; the socket's own state is correct.
        const whole = framing !== 'close-delimited' || tap?.ending === 'fin'
        listener.over({ t: now(), whole, code: '' })
      },
      onResponseError(_controller, error: NodeJS.ErrnoException) {
        const end = { t: now(), whole: false, code: error.code ?? error.name }
        listener.over({ ...end, ...(tap?.ending === undefined ? { socket: 'error' } : {}) })
      },
    },
  )

  return {
    get ending() {
      return tap?.ending
    },
    get read() {
      return socket?.bytesRead ?? 0
    },
    leave() {
      left = true
      if (socket === undefined) gone.resolve()
      else socket.destroy()
      void client.destroy()
      return gone.promise
    },
    send: async () => {},
    finish: async () => {},
    pause() {
      paused = true
      flow?.pause()
    },
    resume() {
      paused = false
      flow?.resume()
    },
    vanish: () => vanish(socket),
  }
}
