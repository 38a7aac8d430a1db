import type { IncomingMessage, ServerResponse } from 'node:http'

/** Allows pages of these origins to read the response: Fetch Standard, "CORS protocol". Must be called before the head is sent. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): void {
  if (origins.length === 0) return
  // The response depends on the origin, which caches have to know too.
  response.setHeader('Vary', 'Origin')
  const { origin } = request.headers
  if (origin !== undefined && origins.includes(origin)) response.setHeader('Access-Control-Allow-Origin', origin)
}

/** Responds to OPTIONS: the methods of the target and, for a preflight from an allowed origin, what the page may send. */
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
