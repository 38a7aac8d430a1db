import type { IncomingMessage, ServerResponse } from 'node:http'
import { CLOSE, sendJson } from './answers.ts'
import type { App, Asked, Route } from './app.ts'
import { allowOrigin, answerOptions } from './cors.ts'
import { hasRoom, openStream, streamHeaders } from './open-stream.ts'
import { faultOfRequest } from './request-faults.ts'

/** Finds the route of each request; responds itself with 404, 405 or 406, to OPTIONS, and to HEAD for streams. */
export function createDispatch(app: App, routes: readonly Route[]) {
  const byPath = new Map<string, Route[]>()
  for (const route of routes) byPath.set(route.path, [...(byPath.get(route.path) ?? []), route])

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const fault = faultOfRequest(request)
    if (fault !== undefined) return sendJson(response, fault.status, { error: fault.reason }, CLOSE)
    // No upgrade is accepted, and node:http does not read further requests after one that asks for an upgrade.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false
    const target = targetOf(request.url ?? '/')
    const method = request.method ?? 'GET'
    allowOrigin(request, response, app.options.corsOrigins)
    if (request.url === '*' && method === 'OPTIONS') {
      return answerOptions(request, response, ['GET', 'HEAD', 'POST', 'OPTIONS'])
    }
    const found = byPath.get(target?.path ?? '')
    if (target === undefined || found === undefined) {
      return sendJson(response, 404, { error: 'there is nothing at this path; GET / lists what there is' })
    }
    const methods = methodsOf(found)
    if (method === 'OPTIONS') return answerOptions(request, response, methods)
    const route = found.find((one) => one.method === (method === 'HEAD' ? 'GET' : method))
    if (route === undefined) {
      return sendJson(
        response,
        405,
        { error: `${method} is not possible here; ${methods.join(', ')} is` },
        { Allow: methods.join(', ') },
      )
    }
    if (route.kind === 'stream') {
      if (!accepts(request.headers.accept, 'text', 'event-stream')) {
        return sendJson(response, 406, { error: 'this is text/event-stream, which the Accept header rules out' })
      }
      if (method === 'HEAD') {
        response.writeHead(200, streamHeaders(app.options)).end()
        return
      }
    }
    const asked: Asked = {
      request,
      response,
      path: route.path,
      query: target.query,
      lastEventId: lastEventIdOf(request),
      hasRoom: () => hasRoom(app, request, response, route.path),
      openStream: () => openStream(app, request, response, route.path),
    }
    await route.handle(asked)
  }
}

function methodsOf(routes: readonly Route[]): string[] {
  const methods = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return [...methods, 'OPTIONS']
}

/** For origin-form and absolute-form (RFC 9112 §3.2); `//x` is a path here, not a host. */
function targetOf(target: string): { path: string; query: URLSearchParams } | undefined {
  let relative = target
  if (!target.startsWith('/')) {
    if (!URL.canParse(target)) return undefined
    const { pathname, search } = new URL(target)
    relative = pathname + search
  }
  const [path = '', ...rest] = (relative.split('#', 1)[0] ?? '').split('?')
  return { path, query: new URLSearchParams(rest.join('?')) }
}

/** Browsers send it as UTF-8, and node:http decodes it as latin1. */
function lastEventIdOf(request: IncomingMessage): string | undefined {
  const value = request.headers['last-event-id']
  const text = Array.isArray(value) ? value[0] : value
  return text ? Buffer.from(text, 'latin1').toString('utf8') : undefined
}

/** RFC 9110 §12.5.1: the most specific range that names the type decides. */
function accepts(header: string | undefined, type: string, subtype: string): boolean {
  if (header === undefined || header.trim() === '') return true
  const weights = new Map<string, number>()
  for (const range of header.split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    weights.set(name, weight === undefined ? 1 : Number(weight.slice(2)))
  }
  const weight = weights.get(`${type}/${subtype}`) ?? weights.get(`${type}/*`) ?? weights.get('*/*') ?? 0
  return weight > 0
}
