/**
 * Messages to a remote origin, through the chain: each is a separate POST, repeated where it or its response was lost. One that gets no
 * response soon, or none at all, is sent on a new connection as well, and on the one that fetches news: where the streams of `capacity` use up a proxy,
 * one of its processes may hold a kept connection without a free thread, and a new connection may wait until a stream ends.
 */
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import { type LabAnswer, type LabRequest, POLL, TOKEN_FIELD } from '../../servers/lab/protocol.ts'
import type { TlsPeer } from '../client/connect.ts'
import { tlsFailure } from '../client/tls-failures.ts'
import { type HeaderField, type Ms, SseCompatError } from '../model/index.ts'
import type { HttpUrl } from '../typed/http-url.ts'
import { now } from '../wire/timestamp.ts'
import { within } from '../wire/within.ts'
import type { ClockMap } from './clock-map.ts'

/** Time limit of one attempt; a message gets a response within a second. */
const ATTEMPT: Ms = 8000
/** Time limit of all attempts of one message. */
const PATIENCE: Ms = 25_000
const BETWEEN: Ms = 200
/** Time after which a message is sent on a second connection, besides three round trips. `news` waits for up to POLL. */
const SOON: Ms = 1000
const SOON_SPARING: Ms = 100
const MAX_BYTES = 8_000_000

export interface LabTarget extends HttpUrl {
  /** Undefined for http:. */
  readonly tls: TlsPeer | undefined
}

export interface ControlOptions {
  readonly target: LabTarget
  readonly token: string
  /** Added to each message, e.g. credentials for the chain. */
  readonly headers: readonly HeaderField[]
  readonly clock: ClockMap
}

export interface Control {
  /** @throws SseCompatError `lab-lost` after repeated attempts, `lab-refused` */
  send(message: LabRequest): Promise<LabAnswer>
  /**
   * Whether to keep no connection but the one that fetches news: an idle one occupies a place of a full proxy, which closes it when it
   * needs the place. A message that waits for a new one is sent sooner on the one that is kept.
   */
  spare(isSparing: boolean): void
  /** Makes one attempt. @throws SseCompatError `no-lab`, with what was received instead */
  hello(message: LabRequest): Promise<LabAnswer>
  close(): void
}

type Reply = { readonly answer: LabAnswer } | { readonly instead: string }

export function createControl(options: ControlOptions): Control {
  const { target, clock } = options
  const agentFor = (maxSockets: number): HttpAgent =>
    new (target.isTls ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets })
  const agent = agentFor(Number.POSITIVE_INFINITY)
  const newsAgent = agentFor(1)
  let isSparing = false
  let isClosed = false
  const attempt = async (message: LabRequest, over: HttpAgent | false, left?: AbortSignal): Promise<Reply> => {
    const sent = now()
    const { status, text, failure, here } = await post(options, over, JSON.stringify(message), left)
    const answer = status === 200 ? read(text) : undefined
    if (answer === undefined)
      return { instead: failure ?? (status === 200 ? 'status 200 and no answer of a lab' : `status ${status}`) }
    clock.add({ sent, came: answer.came, answered: answer.answered, here })
    return { answer }
  }
  /** Each message has the same effect once or twice. */
  const twice = async (message: LabRequest): Promise<Reply> => {
    const left = new AbortController()
    const isNews = message.want === 'news'
    const first = attempt(message, isNews ? newsAgent : !isSparing && agent, left.signal)
    const { roundTrip } = clock.estimate()
    const soon =
      (isNews ? SOON + POLL : isSparing ? SOON_SPARING : SOON) + (Number.isFinite(roundTrip) ? 3 * roundTrip : 0)
    if (await within(soon, first)) {
      const reply = await first
      // A full proxy closes kept connections that are idle and resets new ones; the one that fetches news still works.
      if ('answer' in reply || isNews) return reply
    }
    const others = [false as const, ...(isNews ? [] : [newsAgent])].map((over) => attempt(message, over, left.signal))
    const answered = async (one: Promise<Reply>): Promise<Reply> => {
      const reply = await one
      if ('instead' in reply) throw reply
      return reply
    }
    const reply = await Promise.any([first, ...others].map(answered)).catch(() => first)
    // The connection that did not answer in time is not used again.
    left.abort()
    return reply
  }
  const checked = (answer: LabAnswer): LabAnswer => {
    if (answer.refused === undefined) return answer
    throw new SseCompatError('lab-refused', `the lab refuses: ${answer.refused}`)
  }
  return {
    async send(message) {
      const until = now() + PATIENCE
      for (;;) {
        const reply = await twice(message)
        if ('answer' in reply) return checked(reply.answer)
        if (now() > until || isClosed)
          throw new SseCompatError('lab-lost', `the lab at ${target.url} does not answer any more: ${reply.instead}`)
        await pause(BETWEEN)
      }
    },
    async hello(message) {
      const reply = await attempt(message, agent)
      if ('answer' in reply) return checked(reply.answer)
      const tls = tlsFailure(reply.instead)
      if (tls !== undefined)
        throw new SseCompatError('no-lab', `there is no connection to ${target.url}: ${tls.says} (${reply.instead})`, {
          advice: tls.advice,
        })
      throw new SseCompatError('no-lab', `there is no lab at ${target.url}: ${reply.instead}`, {
        advice: `does \`sse-compat serve --lab\` run behind it, with the same token? The chain has to pass on POST and the field ${TOKEN_FIELD}.`,
      })
    },
    spare(sparing) {
      isSparing = sparing
      for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
    },
    close() {
      isClosed = true
      agent.destroy()
      newsAgent.destroy()
    },
  }
}

function read(text: string): LabAnswer | undefined {
  try {
    const answer = JSON.parse(text) as Partial<LabAnswer> | null
    return typeof answer?.came === 'number' && typeof answer.answered === 'number' ? (answer as LabAnswer) : undefined
  } catch {
    return undefined
  }
}

interface Posted {
  readonly status: number
  readonly text: string
  /** Why there is no status. */
  readonly failure?: string
  /** When the head of the response arrived here. */
  readonly here: Ms
}

function post(
  { target, token, headers }: ControlOptions,
  agent: HttpAgent | false,
  body: string,
  left?: AbortSignal,
): Promise<Posted> {
  const limit = AbortSignal.timeout(ATTEMPT)
  return new Promise((resolve) => {
    const fail = (failure: string): void => resolve({ status: 0, text: '', failure, here: now() })
    const request = (target.isTls ? httpsRequest : httpRequest)({
      agent,
      method: 'POST',
      host: target.address.host,
      port: target.address.port,
      path: target.target,
      ...(target.tls?.authority === undefined ? {} : { ca: target.tls.authority }),
      ...(target.tls?.serverName === undefined ? {} : { servername: target.tls.serverName }),
      headers: {
        ...Object.fromEntries(headers),
        Host: target.host,
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        Accept: 'application/json',
        'Cache-Control': 'no-store',
        [TOKEN_FIELD]: token,
      },
      signal: left === undefined ? limit : AbortSignal.any([limit, left]),
    })
    request.on('error', (error: NodeJS.ErrnoException) =>
      fail(limit.aborted ? `no response within ${ATTEMPT / 1000} s` : (error.code ?? error.message)),
    )
    request.on('response', (response) => {
      const here = now()
      const pieces: Buffer[] = []
      let size = 0
      response.on('data', (piece: Buffer) => {
        size += piece.length
        pieces.push(piece)
        if (size > MAX_BYTES) response.destroy()
      })
      response.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
      response.on('close', () => fail('its answer was cut short'))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8'), here }),
      )
    })
    request.end(body)
  })
}
