/** Opens one stream, observes it for a limited time and a limited number of bytes, and closes it. */
import { createConnections } from '../client/connections.ts'
import { mediaType } from '../client/head.ts'
import { openStream } from '../client/stream.ts'
import type { ClientFact, Front, HeaderField, Ms } from '../model/index.ts'
import { redactField } from '../redact/redact.ts'
import { MARK } from '../redact/secret-shapes.ts'
import { watchStalls } from '../run/event-loop-stalls.ts'
import { readStreamText, type TextFaults } from '../stream-text/stream-text.ts'
import type { HttpRequest } from '../typed/http-request.ts'
import { batchesOf } from './batches.ts'
import type { Observation } from './observation.ts'
import type { ProbeTarget } from './target.ts'

/** Maximum bytes that are read from one stream, after decoding: a sample is sufficient. */
const MAX_BYTES = 4_000_000
/** The same before decoding, with headers, framing and everything else that is no part of a body. */
const MAX_RAW_BYTES = 2 * MAX_BYTES
const MAX_EVENTS = 100_000
/** Comments and fields are facts too, and the smallest have two bytes. */
const MAX_FACTS = 4 * MAX_EVENTS
const BETWEEN_LOOKS: Ms = 20
/** Time for the response to a final request that opens no stream. */
const LAST_WORDS: Ms = 100

export interface Watch {
  readonly front: Front
  readonly window: Ms
  /** Added to those of a browser; an empty value removes a field. */
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Ends the observation soon after the first fact for which it returns true. */
  readonly isEnough?: (fact: ClientFact) => boolean
}

export async function observe(target: ProbeTarget, request: HttpRequest, watch: Watch): Promise<Observation> {
  const facts: ClientFact[] = []
  let stall = 0
  using _ = watchStalls((ms) => {
    stall = Math.max(stall, ms)
  })
  const connections = createConnections()
  const { promise: stopped, resolve: stop } = Promise.withResolvers<Observation['stopped']>()
  const timer = setTimeout(() => stop('time'), watch.window)
  const onSignal = (): void => stop('signal')
  watch.signal.addEventListener('abort', onSignal)
  const { tls, address, host } = target
  const body: Buffer[] = []
  let received = 0
  let events = 0
  let isEnough = false
  const stream = openStream({
    address,
    host,
    path: '/',
    exactTarget: target.target,
    front: watch.front,
    connections,
    token: 'probe',
    client: 'probe',
    ...(tls === undefined ? {} : { tls }),
    open: {
      method: request.method,
      headers: { ...Object.fromEntries(request.headers), ...watch.headers, 'sse-compat-stream': '' },
      ...(request.body === undefined ? {} : { body: request.body }),
    },
    onBody: (bytes) => body.push(bytes),
    sink(fact) {
      facts.push(fact)
      if (fact.fact === 'body') received += fact.bytes
      if (fact.fact === 'event') events += 1
      if (received > MAX_BYTES || events > MAX_EVENTS || facts.length > MAX_FACTS) stop('bytes')
      if (fact.fact === 'end' && !fact.byUs) stop(undefined)
      if (isEnough || watch.isEnough?.(fact) !== true) return
      isEnough = true
      setTimeout(() => stop('time'), LAST_WORDS)
    },
  })
  const looks = setInterval(() => stream.read > MAX_RAW_BYTES && stop('bytes'), BETWEEN_LOOKS)
  const because = await stopped
  clearTimeout(timer)
  clearInterval(looks)
  watch.signal.removeEventListener('abort', onSignal)
  await stream.close()
  connections.close()
  const seen = observationOf(facts, { front: watch.front, window: watch.window, stall }, because)
  return seen.head?.type === 'text/event-stream' ? { ...seen, text: textOf(body, seen) } : seen
}

function observationOf(
  facts: readonly ClientFact[],
  known: Pick<Observation, 'front' | 'window' | 'stall'>,
  stopped: Observation['stopped'],
): Observation {
  const of = <K extends ClientFact['fact']>(kind: K) =>
    facts.filter((fact): fact is Extract<ClientFact, { fact: K }> => fact.fact === kind)
  const start = of('request')[0]?.t ?? of('connected')[0]?.t ?? facts[0]?.t ?? 0
  const [head] = of('head')
  const [end] = of('end')
  const bodies = of('body')
  const last = bodies.at(-1)?.t ?? head?.t ?? start
  const isSent = of('request').length > 0
  return {
    ...known,
    ...(isSent ? {} : { missing: of('connected').length > 0 ? 'tls' : 'connection' }),
    ...(head === undefined
      ? {}
      : {
          head: {
            after: head.t - start,
            status: head.status,
            headers: head.headers.map(redacted),
            framing: head.framing,
            encoding: head.encoding,
            type: mediaType(head.headers),
          },
        }),
    batches: batchesOf(facts, start),
    events: of('event').map(({ t, id, digest }) => ({ t, id, digest })),
    retries: of('retry').map(({ value }) => value),
    bytes: bodies.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(end === undefined || end.byUs
      ? {}
      : {
          end: {
            after: end.t - start,
            silence: end.t - last,
            message: end.message,
            socket: end.socket,
            code: end.code,
          },
        }),
    ...(stopped === undefined ? {} : { stopped }),
  }
}

/** What is wrong with the text. What an event contains is none of a report's business. */
function textOf(body: readonly Buffer[], { end }: Observation): TextFaults {
  const faults = readStreamText(Buffer.concat(body), end?.message === 'complete')
  return { ...faults, unfinished: faults.unfinished && '' }
}

/** Keeps the name of a cookie, because it identifies some hops. */
function redacted(field: HeaderField): HeaderField {
  const [name, value] = field
  return name.toLowerCase() === 'set-cookie' ? [name, `${value.split('=')[0]}=${MARK}`] : redactField(field)
}
