/**
 * The scriptable origin behind a user's own chain. A client with the token scripts its streams from outside, by control messages.
 * It opens no connection and reads no file. A request without the token is not handled here: the server responds as to any
 * unknown request.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ExchangeFact, HeaderField, OriginFact, OriginKey } from '../../harness/model/index.ts'
import { now } from '../../harness/wire/timestamp.ts'
import { type Connection, followConnection } from '../origin/connection.ts'
import { scriptExchange } from '../origin/exchange.ts'
import { http1Reply } from '../origin/http1-reply.ts'
import { declaresBody } from '../origin/request-body.ts'
import { createRouter } from '../origin/router.ts'
import { type LabLimits, LIMITS } from './limits.ts'
import { readMessage } from './message.ts'
import { type LabAnswer, type LabRequest, POLL, PROTOCOL, TOKEN_FIELD } from './protocol.ts'
import { Session, type Waiting } from './session.ts'

export interface Lab {
  /** To be called with each connection, after node:http has taken it over. */
  connected(socket: Socket): void
  /** True where the request belongs to the lab, which then responds. */
  takes(request: IncomingMessage, response: ServerResponse): boolean
  /** Ends every stream. */
  close(): void
}

export interface LabOptions {
  readonly token: string
  readonly limits?: Partial<LabLimits>
  log(what: string, detail: Readonly<Record<string, unknown>>): void
}

interface Known {
  readonly session: Session
  /** Running test cases by their tokens, and those that are over. */
  readonly followed: Map<string, Disposable>
  readonly left: Set<string>
}

/** Time between two lines of the log about wrong tokens; a line has the number of those `before` it without one. */
const WRONG_EVERY = 1000

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
/** Token of a test case: unpredictable, so that only its owner reaches the test case's streams. */
const CASE_TOKEN = /^[a-z0-9]{20,64}$/

export function createLab({ token, limits: given, log }: LabOptions): Lab {
  const limits: LabLimits = { ...LIMITS, ...given }
  const expected = digestOf(token)
  const router = createRouter()
  const connections = new WeakMap<Socket, Connection>()
  const sessions = new Map<string, Known>()
  const waiting: Waiting = { bytes: 0 }
  let serials = 0

  const end = (id: string): void => {
    const known = sessions.get(id)
    if (known === undefined) return
    sessions.delete(id)
    for (const following of known.followed.values()) following[Symbol.dispose]()
    known.session.close()
    log('lab-session-over', { session: id.slice(0, 6) })
  }
  const watch = setInterval(() => {
    for (const [id, { session }] of sessions) {
      const silence = now() - session.lastMessage
      if (silence > limits.silence) end(id)
      else if (silence > limits.starved && session.streams > limits.crowd) session.endStreams()
    }
  }, 1000)
  watch.unref()

  const hasToken = (request: IncomingMessage): boolean => {
    const sent = request.headers[TOKEN_FIELD]
    // Compared in every case, and in constant time, so that the duration reveals nothing about the position of a difference.
    return timingSafeEqual(digestOf(typeof sent === 'string' ? sent : ''), expected) && typeof sent === 'string'
  }

  let lastWrong = Number.NEGATIVE_INFINITY
  let unlogged = 0
  /** Whoever guesses must not fill the log. */
  function wrongToken(remote: string): void {
    if (now() - lastWrong < WRONG_EVERY) {
      unlogged += 1
      return
    }
    log('lab-wrong-token', unlogged === 0 ? { remote } : { remote, before: unlogged })
    lastWrong = now()
    unlogged = 0
  }

  function begin(message: Extract<LabRequest, { want: 'hello' }>): Partial<LabAnswer> {
    if (message.protocol > PROTOCOL)
      return { refused: `this server speaks version ${PROTOCOL} of the lab's protocol; the probe is newer` }
    if (sessions.size >= limits.sessions) return { refused: `${limits.sessions} probes use this lab already` }
    const id = randomBytes(16).toString('hex')
    const session = new Session(limits, waiting, now())
    sessions.set(id, { session, followed: new Map(), left: new Set() })
    log('lab-session', { session: id.slice(0, 6) })
    return { session: id, prefix: session.prefix }
  }

  /** The session of a test case, which is followed from its first request on. */
  function sessionOf(token: string): Session | undefined {
    if (!CASE_TOKEN.test(token)) return undefined
    const known = [...sessions.values()].find(({ session }) => token.startsWith(session.prefix))
    if (known === undefined || known.left.has(token)) return undefined
    if (!known.followed.has(token)) {
      if (known.followed.size >= limits.followed) return undefined
      // Facts and exchanges are recorded where a request is taken, because their numbers are known there.
      known.followed.set(token, router.follow(token, { fact: () => {}, exchange: () => {} }))
    }
    return known.session
  }

  function leave(id: string, token: string): Partial<LabAnswer> {
    const known = sessions.get(id)
    known?.followed.get(token)?.[Symbol.dispose]()
    known?.followed.delete(token)
    if (typeof token === 'string' && (known?.left.size ?? 0) < limits.cases) known?.left.add(token)
    return {}
  }

  async function answerTo(message: LabRequest): Promise<Partial<LabAnswer>> {
    if (message.want === 'hello') return begin(message)
    const session = sessions.get(message.session)?.session
    if (session === undefined)
      return { refused: 'no such session: it was silent for too long, or the server restarted' }
    session.lastMessage = now()
    switch (message.want) {
      case 'clock':
        return {}
      case 'leave':
        return leave(message.session, message.token)
      case 'calls':
        session.begin(message.calls)
        return {}
      case 'news':
        return await session.newsAfter(message.since, Math.min(POLL, message.patience ?? POLL))
      case 'bye':
        end(message.session)
        return {}
    }
  }

  async function control(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const message = await readMessage(request, limits.message)
    const came = now()
    let answer: Partial<LabAnswer>
    try {
      answer = message === undefined ? { refused: 'the message cannot be read' } : await answerTo(message)
    } catch {
      answer = { refused: 'the message cannot be read' }
    }
    if (response.destroyed) return
    const text = JSON.stringify({ ...answer, came, answered: now() } satisfies LabAnswer)
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
      'Cache-Control': 'no-store',
      // The rest of a message that is too long is not read.
      ...(message === undefined ? { Connection: 'close' } : {}),
    })
    response.end(text)
  }

  function stream(connection: Connection, request: IncomingMessage, response: ServerResponse, raw: string): boolean {
    const t = now()
    const token = tokenOf(request, (one) => sessionOf(one) !== undefined)
    const session = token === undefined ? undefined : sessionOf(token)
    const route = router.route(request)
    if (route === undefined || token === undefined || session === undefined) return false
    const open = [...sessions.values()].reduce((sum, one) => sum + one.session.streams, 0)
    if (open >= limits.streams) {
      session.tell({ news: 'full' })
      response.writeHead(503, { 'Content-Type': 'text/plain' }).end('too many streams are open in the lab\n')
      return true
    }
    request.socket.setTimeout(0)
    request.resume()
    const serial = connection.nextExchange()
    const number = session.next()
    const key: OriginKey = { side: 'origin', connection: connection.serial, exchange: serial, ...route.joined }
    const tell = (fact: ExchangeFact | OriginFact): void =>
      session.fact(token, number, { ...key, ...fact } as OriginFact)
    if (serial === 1)
      tell({ ...key, t: connection.acceptedAt, fact: 'connection', remote: connection.remote } as OriginFact)
    tell({ ...key, ...requestFact(request, raw), t } as OriginFact)
    const exchange = scriptExchange(request, http1Reply(connection, request, response), [], tell)
    // So that the exchange ends with its test case.
    route.hand(exchange)
    session.opened(number, token, { ...route.joined, exchange, hasBody: declaresBody(request) })
    return true
  }

  return {
    connected(socket) {
      serials += 1
      connections.set(socket, followConnection(socket, { serial: serials, acceptedAt: now() }))
    },
    takes(request, response) {
      const connection = connections.get(request.socket)
      if (connection === undefined) return false
      const raw = connection.headOf(request)
      if (request.method === 'POST' && request.headers[TOKEN_FIELD] !== undefined) {
        if (!hasToken(request)) {
          const { remoteAddress = '', remotePort } = request.socket
          wrongToken(`${remoteAddress}:${remotePort}`)
          return false
        }
        void control(request, response)
        return true
      }
      return sessions.size > 0 && stream(connection, request, response, raw)
    },
    close() {
      clearInterval(watch)
      for (const id of sessions.keys()) end(id)
    },
  }
}

/** The token of a request's test case: from its join field, else from a segment of its target. */
function tokenOf(request: IncomingMessage, isKnown: (token: string) => boolean): string | undefined {
  const [joined = ''] = String(request.headers['sse-compat-stream'] ?? '').split('.')
  return isKnown(joined) ? joined : (request.url ?? '').split(/[/?#]/).find(isKnown)
}

function requestFact(request: IncomingMessage, raw: string) {
  const headers: HeaderField[] = []
  for (let i = 0; i < request.rawHeaders.length; i += 2)
    headers.push([request.rawHeaders[i] ?? '', request.rawHeaders[i + 1] ?? ''])
  const version: '1.0' | '1.1' = request.httpVersion === '1.0' ? '1.0' : '1.1'
  return { fact: 'request' as const, raw, method: request.method ?? '', target: request.url ?? '', version, headers }
}
