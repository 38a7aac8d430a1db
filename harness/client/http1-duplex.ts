import { type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { HeaderField } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { closeFrame, createMessageReader, newKey, textFrame } from '../wire/web-socket.ts'
import { connectTo } from './connect.ts'
import type { Wire, WireEnd, WireListener } from './exchange.ts'
import { type Tap, tapSocket } from './frame-inspector.ts'
import { readResponseHead } from './head.ts'
import type { AttemptRequest } from './request.ts'
import { vanish } from './vanish.ts'

/**
 * HTTP/1.1 for clients that continue to send after the request head: a chunked body that is sent later, or a WebSocket. Uses
 * node:http, because undici sends the head only together with the first bytes of the body. With `Expect: 100-continue` the body
 * waits for that response.
 */
export function openHttp1Duplex(request: AttemptRequest, listener: WireListener): Wire {
  const gone = Promise.withResolvers<void>()
  const mayWrite = Promise.withResolvers<void>()
  let socket: Socket | undefined
  let upgraded: Duplex | undefined
  let tap: Tap | undefined
  let framing: string | undefined
  let answer: IncomingMessage | undefined
  let paused = false
  let over = false

  const end = (parts: Omit<WireEnd, 't'>) => {
    if (over) return
    over = true
    mayWrite.resolve()
    listener.over({ t: now(), ...parts })
  }
  const lost = (error: NodeJS.ErrnoException) => {
    const unknown = tap?.ending === undefined ? { socket: 'error' as const } : {}
    end({ whole: false, code: error.code ?? error.name, ...unknown })
  }
  const asked: ClientRequest = openRequest({
    method: request.method,
    path: request.target,
    headers: [...request.fields, ...addedFields(request)].flat(),
    maxHeaderSize: 64 * 1024,
    createConnection(_options, created) {
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
          // `flushHeaders` passes no encoding, so the default is set to the one that `end` uses: one byte for each character of a
          // field.
          ready.setDefaultEncoding('latin1')
          created(null, ready)
        },
        // node:http would treat a given stream as already connected.
        failed: (error) => asked.destroy(error),
        gone: gone.resolve,
      })
      return undefined
    },
  })
  asked.on('error', lost)
  asked.on('response', (response) => {
    answer = response
    mayWrite.resolve()
    response.on('data', (bytes: Buffer) => listener.body(bytes, tap?.arrivedAt ?? now()))
    response.on('error', lost)
    response.on('end', () => end({ whole: framing !== 'close-delimited' || tap?.ending === 'fin', code: '' }))
    if (paused) response.pause()
  })
  asked.on('upgrade', (_response, taken, first) => {
    upgraded = taken
    mayWrite.resolve()
    let closed = false
    const read = createMessageReader('client', {
      text: (text) => listener.message(text, tap?.arrivedAt ?? now()),
      pong: (frame) => taken.write(frame),
      closed() {
        closed = true
        taken.end(closeFrame('client'))
      },
    })
    taken.on('data', read)
    taken.on('error', lost)
    taken.on('close', () => end({ whole: closed, code: '' }))
    if (first.length > 0) read(first)
    if (paused) taken.pause()
  })
  if (request.open.upgrade === true) asked.end()
  else {
    asked.on('continue', mayWrite.resolve)
    asked.flushHeaders()
    if (!request.fields.some(([name]) => name.toLowerCase() === 'expect')) mayWrite.resolve()
  }

  return {
    get ending() {
      return tap?.ending
    },
    read: 0,
    leave() {
      over = true
      mayWrite.resolve()
      asked.destroy()
      if (socket === undefined) gone.resolve()
      else socket.destroy()
      return gone.promise
    },
    async send(text) {
      await mayWrite.promise
      const [into, bytes] = upgraded === undefined ? [asked, Buffer.from(text)] : [upgraded, textFrame(text, 'client')]
      await new Promise<void>((resolve) => {
        if (over || into.destroyed || into.writableEnded) return resolve()
        into.once('close', resolve)
        into.write(bytes, (error) => {
          into.off('close', resolve)
          if (!error && !over && upgraded === undefined) listener.sentBody(Buffer.byteLength(text), now())
          resolve()
        })
      })
    },
    async finish() {
      await mayWrite.promise
      if (over) return
      if (upgraded === undefined) asked.end()
      else upgraded.write(closeFrame('client'))
    },
    pause() {
      paused = true
      ;(upgraded ?? answer)?.pause()
    },
    resume() {
      paused = false
      ;(upgraded ?? answer)?.resume()
    },
    vanish: () => vanish(socket),
  }
}

function addedFields({ open }: AttemptRequest): HeaderField[] {
  if (open.upgrade !== true) {
    return [
      ['Connection', 'keep-alive'],
      ['Transfer-Encoding', 'chunked'],
    ]
  }
  return [
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', newKey()],
  ]
}
