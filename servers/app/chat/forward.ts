import { sendJson } from '../answers.ts'
import type { App, Asked } from '../app.ts'
import { encode, frame } from '../encoder.ts'
import type { ServerOptions } from '../options.ts'
import type { SseStream } from '../stream.ts'
import { DONE } from './built-in.ts'

/** The client's own faults, and limits that it has to know of; anything else of the service's is a bad gateway's. */
const PASSED_ON = new Set([400, 404, 409, 413, 422, 429, 503])

/** Sends the chat on to the service and its chunks back as they come; a client that leaves ends the request there too. */
export async function forwardChat(
  app: App,
  service: NonNullable<ServerOptions['openai']>,
  chat: Readonly<Record<string, unknown>>,
  { response, openStream }: Asked,
): Promise<void> {
  const left = new AbortController()
  response.on('close', () => left.abort())
  const fail = (status: number, message: string, headers = {}) =>
    sendJson(response, status, { error: { message, type: 'upstream_error' } }, headers)

  let upstream: Response
  try {
    upstream = await fetch(`${service.baseUrl.replace(/\/+$/, '')}/chat/completions`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'text/event-stream',
        ...(service.key === undefined ? {} : { Authorization: `Bearer ${service.key}` }),
      },
      body: JSON.stringify({ ...chat, stream: true }),
      redirect: 'error',
      signal: left.signal,
    })
  } catch (error) {
    if (left.signal.aborted) return
    app.log('error', 'upstream', { message: causeOf(error) })
    return fail(502, 'the chat service cannot be reached')
  }
  if (upstream.status !== 200) {
    const message = await messageOf(upstream)
    app.log('warn', 'upstream', { status: upstream.status, message })
    if (left.signal.aborted) return
    const after = upstream.headers.get('retry-after')
    const status = PASSED_ON.has(upstream.status) ? upstream.status : 502
    return fail(
      status,
      `the chat service answered ${upstream.status}: ${message}`,
      after ? { 'Retry-After': after } : {},
    )
  }
  if (!upstream.body || !upstream.headers.get('content-type')?.startsWith('text/event-stream')) {
    left.abort()
    return fail(502, 'the chat service answered with something else than an event stream')
  }
  const stream = openStream()
  if (stream === undefined) return left.abort()
  stream.onLeave(() => left.abort())
  try {
    await copy(upstream.body, stream)
  } catch (error) {
    if (!stream.isOpen) return
    app.log('error', 'upstream', { message: causeOf(error) })
    // No [DONE] after it: the answer is not whole.
    const broken = { error: { message: 'the chat service broke off', type: 'upstream_error' } }
    stream.send(encode({ data: JSON.stringify(broken) }))
  }
  stream.end()
}

/** Byte for byte, no faster than the client reads; adds the end mark where the service left it out. */
async function copy(body: ReadableStream<Uint8Array>, stream: SseStream): Promise<void> {
  let tail = ''
  for await (const bytes of body) {
    await stream.drained()
    stream.send(frame(bytes, 1))
    tail = (tail + Buffer.from(bytes).toString('latin1')).slice(-64)
  }
  if (new RegExp(`data: ?\\${DONE}\\s*$`).test(tail)) return
  if (!/(\n\n|\r\r|\r\n\r\n)$/.test(tail) && tail !== '') stream.send(frame(Buffer.from('\n\n'), 0))
  stream.send(encode({ data: DONE }))
}

async function messageOf(upstream: Response): Promise<string> {
  const text = (await upstream.text().catch(() => '')).slice(0, 10_000)
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } }
    if (typeof error?.message === 'string') return error.message.slice(0, 500)
  } catch {
    // No JSON: a page of some gateway, which tells a client nothing.
  }
  return upstream.statusText || 'no reason given'
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}
