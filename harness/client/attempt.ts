import { connect, type Socket } from 'node:net'
import { type buildConnector, Client } from 'undici'
import { now } from '../clock.ts'
import type { ClientFact, ClientKey, Ms } from '../model.ts'
import { createDecoder, type Decoder } from './decode.ts'
import { createEventReader } from './events.ts'
import { readResponseHead } from './head.ts'
import { requestFields, type StreamRequest } from './request.ts'
import { type Tap, tapSocket } from './tap.ts'

type OmitEach<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** A fact of one attempt, before it is told whose it is. */
export type AttemptFact = OmitEach<ClientFact, keyof ClientKey>

export interface Attempt {
  /** Leaves, if it is not over: the socket is destroyed (a FIN, or a RST where something is unread). Resolves when it is gone. */
  close(): Promise<void>
}

/** Only for a peer that drops packets: everything else answers at once. */
const CONNECT_TIMEOUT: Ms = 10_000

/**
 * One request on a connection of its own, until exactly one `end` fact. Nothing limits how long it takes.
 * A message that is complete by chunks or length ends at once, `open` unless the socket's end was seen by then.
 */
export function startAttempt(
  request: StreamRequest,
  number: number,
  lastEventId: string,
  tell: (fact: AttemptFact) => void,
): Attempt {
  const { address, path, token, client: name, open } = request
  const gone = Promise.withResolvers<void>()
  let socket: Socket | undefined
  let tap: Tap | undefined
  let decoder: Decoder | undefined
  let framing: string | undefined
  let over = false

  const fact = (what: AttemptFact) => {
    if (!over) tell(what)
  }
  const finish = (end: { t: Ms; socket?: 'error'; message?: 'complete'; code?: string; byUs?: boolean }) => {
    if (over) return
    over = true
    decoder?.destroy()
    if (socket === undefined) gone.resolve()
    else socket.destroy()
    void client.destroy()
    tell({
      t: end.t,
      fact: 'end',
      socket: end.socket ?? tap?.ending ?? 'open',
      message: end.message ?? (framing === undefined ? 'none' : 'cut'),
      code: end.code ?? '',
      byUs: end.byUs ?? false,
    })
  }

  const client = new Client(`http://${address.host}:${address.port}`, {
    connect: (_options: buildConnector.Options, callback: buildConnector.Callback) => {
      if (over) return callback(new Error('closed before it was connected'), null)
      socket = connectTo(request, gone.resolve, callback, (connected) => {
        const local = `${connected.localAddress}:${connected.localPort}`
        fact({ t: now(), fact: 'connected', local, remote: `${connected.remoteAddress}:${connected.remotePort}` })
        tap = tapSocket(connected, {
          wrote: (raw, t) => fact({ t, fact: 'request', raw }),
          read: (raw, t) => readHead(raw, t),
        })
      })
    },
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 64 * 1024,
    pipelining: 1,
  })

  const readHead = (raw: string, t: Ms) => {
    const head = readResponseHead(raw)
    framing = head.framing
    // Only a 200 is an event stream; its type is looked at where a browser's behaviour is asked for, so that a scenario
    // still sees what arrives when a proxy has changed it.
    const read = head.status === 200 ? createEventReader(lastEventId, fact) : undefined
    decoder = createDecoder(head.encoding, {
      output(bytes, encoded, arrivedAt) {
        fact({ t: arrivedAt, fact: 'body', bytes: bytes.length, encoded })
        if (!over) read?.(bytes, arrivedAt)
      },
      failed: (code) => finish({ t: now(), socket: 'error', code }),
    })
    fact({ t, fact: 'head', ...head })
  }

  client.dispatch(
    {
      // A route that is one exact path has nothing below it.
      path: `${path}${path.endsWith('/') ? '' : '?/'}${token}/${name}`,
      method: open.method ?? 'GET',
      headers: requestFields(request, number, lastEventId),
      body: open.body ?? null,
    },
    {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData: (_controller, chunk) => decoder?.write(Buffer.from(chunk), tap?.arrivedAt ?? now()),
      onResponseEnd() {
        const t = now()
        // undici calls a close-delimited body that was reset a clean end; the socket knows better.
        const whole = framing !== 'close-delimited' || tap?.ending === 'fin'
        decoder?.end((code) => finish({ t, code, ...(whole ? { message: 'complete' } : {}) }))
      },
      onResponseError(_controller, error: NodeJS.ErrnoException) {
        const t = now()
        const code = error.code ?? error.name
        const end = { t, code, ...(tap?.ending === undefined ? { socket: 'error' as const } : {}) }
        if (decoder === undefined) finish(end)
        else decoder.end(() => finish(end))
      },
    },
  )

  return {
    close() {
      finish({ t: now(), byUs: true })
      return gone.promise
    },
  }
}

/** Opens the connection; `connected` is called before the HTTP client gets it. */
function connectTo(
  { address }: StreamRequest,
  gone: () => void,
  callback: buildConnector.Callback,
  connected: (socket: Socket) => void,
): Socket {
  const socket = connect({ host: address.host, port: address.port, noDelay: true })
  const timer = setTimeout(() => {
    socket.destroy(Object.assign(new Error('connection timed out'), { code: 'ETIMEDOUT' }))
  }, CONNECT_TIMEOUT)
  const failed = (error: Error) => callback(error, null)
  socket.once('error', failed)
  socket.once('connect', () => {
    clearTimeout(timer)
    socket.off('error', failed)
    connected(socket)
    callback(null, socket)
  })
  socket.once('close', () => {
    clearTimeout(timer)
    gone()
  })
  return socket
}
