import type { IncomingMessage, ServerResponse } from 'node:http'

/** Lets pages of the named origins read the answer: Fetch Standard, "CORS protocol". To be called before the head. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): void {
  if (origins.length === 0) return
  // The answer differs by origin, for a cache too.
  response.setHeader('Vary', 'Origin')
  const { origin } = request.headers
  if (origin !== undefined && origins.includes(origin)) response.setHeader('Access-Control-Allow-Origin', origin)
}

/** Answers OPTIONS: the methods of the target and, to a preflight from a named origin, what it may send. */
export function answerOptions(request: IncomingMessage, response: ServerResponse, methods: readonly string[]): void {
  const allow = methods.join(', ')
  const headers: Record<string, string> = { Allow: allow }
  if (response.hasHeader('Access-Control-Allow-Origin') && request.headers['access-control-request-method']) {
    headers['Access-Control-Allow-Methods'] = allow
    headers['Access-Control-Allow-Headers'] = 'Authorization, Cache-Control, Content-Type, Last-Event-ID'
    headers['Access-Control-Max-Age'] = '600'
  }
  response.writeHead(204, headers).end()
}
