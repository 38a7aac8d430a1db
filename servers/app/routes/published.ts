import { SseCompatError } from '../../../harness/model/index.ts'
import { refusalOfPublishing } from '../access/authorize.ts'
import { CLOSE, readJson, sendJson } from '../answers.ts'
import type { App, Asked, Route } from '../app.ts'
import { isOneLine } from '../encoder.ts'
import { every } from '../ticker.ts'

/** Seconds after which an unavailable log may be available again. */
const RETRY_AFTER = '5'

/** `GET /sse/stream`, `GET /sse/events`, and `POST /api/notifications`, which publishes to them. */
export function publishedRoutes(app: App): Route[] {
  const { options, notifications, log } = app
  every(options.paces.heartbeat, app.closing, () => notifications.comment('keep-alive'))

  const subscribe = ({ openStream, lastEventId }: Asked) => {
    const stream = openStream()
    if (stream) notifications.subscribe(stream, { lastEventId, retry: options.retry, latest: false })
  }
  const publish = async (asked: Asked) => {
    const { request, response } = asked
    const refusal = refusalOfPublishing(app, asked)
    if (refusal) return sendJson(response, refusal.status, { error: refusal.reason }, refusal.headers)
    const body = await readJson(request, options.maxBody)
    if (body === undefined) return
    if ('reason' in body) return sendJson(response, body.status, { error: body.reason })
    const { value } = body
    const { type, data } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
    const reason = faultOf(type)
    if (reason !== undefined) return sendJson(response, 400, { error: reason })
    if (app.closing.aborted) return sendJson(response, 503, { error: 'the server is going down' }, CLOSE)
    let id: string
    try {
      id = await notifications.publish(type as string, JSON.stringify(data ?? null))
    } catch (error) {
      if (!(error instanceof SseCompatError)) throw error
      return sendJson(response, 503, { error: error.message }, { 'Retry-After': RETRY_AFTER })
    }
    log('info', 'publish', { id, type })
    sendJson(response, 200, { published: true })
  }
  const subscription = (path: string): Route => ({
    method: 'GET',
    path,
    about: 'every published event, to every subscriber',
    kind: 'stream',
    handle: subscribe,
  })
  return [
    subscription('/sse/stream'),
    subscription('/sse/events'),
    {
      method: 'POST',
      path: '/api/notifications',
      about: 'publishes {"type": …, "data": …}',
      kind: 'plain',
      handle: publish,
    },
  ]
}

function faultOf(type: unknown): string | undefined {
  if (typeof type !== 'string' || type === '') return 'type is missing: it has to be a text'
  if (!isOneLine(type)) return 'type holds CR, LF or NUL'
  // Encoding it as UTF-8 would change the name.
  if (!type.isWellFormed()) return 'type holds half of a character (a lone surrogate)'
  return undefined
}
