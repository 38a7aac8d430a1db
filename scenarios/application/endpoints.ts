/** Requests to the reference server, for each value of the axis `endpoint`. */
import type { OpenOptions } from '../../harness/model/index.ts'

/** A request to one endpoint. */
export interface Asked {
  /** Name of its stream. */
  readonly client: string
  readonly path: string
  readonly open?: OpenOptions
  /** Events and comments to receive before the application is stopped. Default: the response ends by itself. */
  readonly until?: number
}

/** Non-ASCII text with a grapheme of several code points: a split inside it shows as an alteration. */
const PROMPT = 'Grüße, 日本語, 👩‍👩‍👧'
const JSON_BODY = { 'Content-Type': 'application/json' }

export const ENDPOINTS = {
  stream: [{ client: 'stream', path: '/sse/stream', until: 4 }],
  time: [{ client: 'time', path: '/sse/time', until: 4 }],
  notifications: [{ client: 'notifications', path: '/sse/notifications', until: 6 }],
  heartbeat: [{ client: 'heartbeat', path: '/sse/heartbeat', until: 6 }],
  ai: [{ client: 'ai', path: '/sse/ai/stream', open: { query: `prompt=${encodeURIComponent(PROMPT)}` } }],
  chat: [
    {
      client: 'chat',
      path: '/sse/ai/chat',
      open: {
        method: 'POST',
        headers: JSON_BODY,
        body: JSON.stringify({ stream: true, messages: [{ role: 'user', content: PROMPT }] }),
      },
    },
  ],
  stocks: [{ client: 'stocks', path: '/stocks', until: 4 }],
  stocks2: [{ client: 'stocks2', path: '/stocks2', until: 4 }],
  plain: [
    { client: 'stats', path: '/sse/stats' },
    { client: 'metrics', path: '/metrics' },
    { client: 'ticker', path: '/ticker' },
  ],
  status: [
    {
      client: 'no-content-204',
      path: '/sse/ai/stream',
      open: { query: 'prompt=x', headers: { 'Last-Event-ID': '9999' } },
    },
    {
      client: 'preflight-204',
      path: '/api/notifications',
      open: {
        method: 'OPTIONS',
        headers: { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' },
      },
    },
    { client: 'not-found-404', path: '/nothing' },
    { client: 'wrong-method-405', path: '/sse/time', open: { method: 'POST' } },
    { client: 'not-acceptable-406', path: '/sse/time', open: { headers: { Accept: 'text/html' } } },
    { client: 'too-many-429', path: '/sse/time' },
  ],
} satisfies Readonly<Record<string, readonly Asked[]>>

export type Endpoint = keyof typeof ENDPOINTS

/** Events that are published, also through the proxy, while `stream` is open. */
export const PUBLISHED: readonly Asked[] = ['alert', 'system', 'progress', 'nachricht-ä'].map((type, n) => ({
  client: `publish-${n + 1}`,
  path: '/api/notifications',
  open: { method: 'POST', headers: JSON_BODY, body: JSON.stringify({ type, data: { n, text: PROMPT } }) },
}))
