import { createHash } from 'node:crypto'
import { request as ask, type ClientRequest, type IncomingMessage } from 'node:http'
import { createParser } from 'eventsource-parser'
import type { Address, Exchange, HeaderField, Relayed } from '../../harness/model/index.ts'
import { eventDigest } from '../../harness/wire/event-digest.ts'
import type { OriginRequest } from './reply.ts'

/** An event or comment that a piece of the response completed. */
export interface Completed {
  readonly what: 'event' | 'comment'
  /** For a comment: its text. */
  readonly id: string
  readonly digest: string
}

/** The functions of the exchange that the relay uses. */
export interface Wire {
  readonly exchange: Exchange
  /** @param digest of the payload so far */
  sendPiece(bytes: Buffer, digest: string, completed: readonly Completed[]): Promise<void>
}

/** Fields for one connection only: RFC 9110 §7.6.1. The framing is a property of each hop. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade'])

/** Forwards a request to an application at `path`, and sends its response back piece by piece, as it arrives. */
export function relay(
  request: OriginRequest,
  body: Promise<Buffer>,
  application: Address,
  path: string,
  { exchange, sendPiece }: Wire,
): Relayed {
  const head = Promise.withResolvers<void>()
  const waiting = new Set<{ atLeast: number; resolve: () => void }>()
  let sent = 0
  const count = (more: number) => {
    sent += more
    for (const wait of waiting) if (sent >= wait.atLeast && waiting.delete(wait)) wait.resolve()
  }

  const pass = async () => {
    const asked = askApplication(request, await body, application, path)
    void exchange.left().then(() => asked.destroy())
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      asked.on('response', resolve).on('error', reject)
    })
    await exchange.sendHead({ status: answer.statusCode ?? 502, headers: endToEnd(answer.rawHeaders) })
    head.resolve()
    const hash = createHash('sha256')
    const read = eventReader(answer.headers['content-type'], exchange.lastEventId ?? '')
    for await (const piece of answer as AsyncIterable<Buffer>) {
      hash.update(piece)
      const completed = read(piece)
      await sendPiece(piece, hash.copy().digest('hex').slice(0, 16), completed)
      count(completed.length)
    }
    await exchange.end()
  }
  const over = pass()
    .catch(() => exchange.fin())
    .then(() => {
      head.resolve()
      count(Number.POSITIVE_INFINITY)
    })
  return {
    head: head.promise,
    over,
    sent(atLeast) {
      if (sent >= atLeast) return Promise.resolve()
      return new Promise((resolve) => waiting.add({ atLeast, resolve }))
    },
  }
}

function askApplication(request: OriginRequest, body: Buffer, { host, port }: Address, path: string): ClientRequest {
  const fields = endToEnd(request.rawHeaders).filter(
    ([name]) => !/^(host|content-length|sse-compat-stream)$/i.test(name),
  )
  // RFC 9110 §7.2: the Host of the requested server. The Host that the proxy sent is tested by other scenarios.
  fields.push(['Host', `${host}:${port}`])
  if (body.length > 0) fields.push(['Content-Length', String(body.length)])
  const mark = (request.url ?? '').indexOf('?')
  const query = mark < 0 ? '' : (request.url ?? '').slice(mark)
  const asked = ask({ host, port, method: request.method, path: path + query, headers: fields.flat(), agent: false })
  asked.end(body)
  return asked
}

function endToEnd(raw: readonly string[]): HeaderField[] {
  const fields: HeaderField[] = []
  for (let n = 0; n < raw.length; n += 2) {
    const name = raw[n] ?? ''
    if (!HOP_BY_HOP.has(name.toLowerCase())) fields.push([name, raw[n + 1] ?? ''])
  }
  return fields
}

/** Returns the events and comments that each piece completed, found by the parser that the measuring client also uses. */
function eventReader(type: string | undefined, lastEventId: string): (piece: Buffer) => Completed[] {
  if (!type?.startsWith('text/event-stream')) return () => []
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let found: Completed[] = []
  let id = lastEventId
  const parser = createParser({
    onId(value) {
      id = value
    },
    onComment: (text) => found.push({ what: 'comment', id: text, digest: '' }),
    onEvent: ({ event = '', data }) => found.push({ what: 'event', id, digest: eventDigest(event, id, data) }),
  })
  return (piece) => {
    found = []
    parser.feed(decoder.decode(piece, { stream: true }))
    return found
  }
}
