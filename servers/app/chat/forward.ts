import { sendJson } from '../answers.ts'
import type { App, Asked } from '../app.ts'
import { encode } from '../encoder.ts'
import type { ServerOptions } from '../options.ts'
import type { SseStream } from '../stream.ts'
import { DONE } from './built-in.ts'
import { chunkReader } from './chunks.ts'
import { failureOf, retryAfter } from './upstream-words.ts'

/**
 * Forwards the chat to the service, and the service's chunks to the client as they arrive; when the client closes, the request to
 * the service is aborted. Of a failure of the service, only the status and the seconds of Retry-After reach the client and the
 * log.
 */
export async function forwardChat(
  app: App,
  service: NonNullable<ServerOptions['openai']>,
  chat: Readonly<Record<string, unknown>>,
  { response, hasRoom, openStream }: Asked,
): Promise<void> {
  if (!hasRoom()) return
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
      // Redirects are not followed: the key is meant for this address only.
      redirect: 'manual',
      signal: left.signal,
    })
  } catch (error) {
    if (left.signal.aborted) return
    app.log('error', 'upstream', { state: 'unreachable', code: codeOf(error) })
    return fail(502, 'the chat service cannot be reached')
  }
  const { status, headers, body } = upstream
  if (status !== 200 || !body || !headers.get('content-type')?.startsWith('text/event-stream')) {
    // The body of such a response is not used.
    left.abort()
    if (response.destroyed) return
    const failure = failureOf(status)
    app.log('warn', 'upstream', { state: 'refused', status })
    const seconds = retryAfter(headers.get('retry-after'))
    return fail(failure.status, failure.message, seconds === undefined ? {} : { 'Retry-After': seconds })
  }
  const stream = openStream()
  if (stream === undefined) return left.abort()
  stream.onLeave(() => left.abort())
  let whole = false
  try {
    whole = await copy(body, stream)
    if (!whole) app.log('warn', 'upstream', { state: 'error-in-stream' })
  } catch (error) {
    if (!stream.isOpen) return
    app.log('error', 'upstream', { state: 'broke-off', code: codeOf(error) })
  }
  const broken = { error: { message: 'the chat service broke off', type: 'upstream_error' } }
  // After an error there is no [DONE], because the response is incomplete.
  stream.send(encode({ data: whole ? DONE : JSON.stringify(broken) }))
  stream.end()
  left.abort()
}

/** Reads no faster than the client. @returns whether the service ended the response without an error, with or without its end mark */
async function copy(body: ReadableStream<Uint8Array>, stream: SseStream): Promise<boolean> {
  const read = chunkReader()
  for await (const bytes of body) {
    await stream.drained()
    const { blocks, end } = read(bytes)
    for (const block of blocks) stream.send(block)
    if (end !== undefined) return end === 'done'
  }
  // A truncated event is not a valid chunk, so ending it here reveals it.
  const { blocks, end } = read(Buffer.from('\n\n'))
  for (const block of blocks) stream.send(block)
  return end !== 'failed'
}

/**
 * Code of an error of the system or the HTTP client, e.g. `ECONNREFUSED`. Messages are not used, because they may contain text
 * that the service sent.
 */
function codeOf(error: unknown): string | undefined {
  const { cause } = error as { cause?: { code?: unknown } }
  return typeof cause?.code === 'string' && /^[A-Z0-9_]{1,64}$/.test(cause.code) ? cause.code : undefined
}
