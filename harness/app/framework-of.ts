/** Identifies the framework that wrote a response by its header fields: their values, or their spelling and order. Pure. */
import type { HeaderField } from '../model/index.ts'
import type { Framework } from './hints.ts'

/** Undefined where the fields do not identify it. */
export function frameworkOf(headers: readonly HeaderField[]): Framework | undefined {
  const value = (name: string): string =>
    headers.find(([field]) => field.toLowerCase() === name)?.[1].toLowerCase() ?? ''
  const by = value('x-powered-by')
  const server = value('server')
  if (by.includes('express')) return 'express'
  // A route handler has no X-Powered-By.
  if (by.includes('next.js') || value('vary').includes('next-router-state-tree')) return 'next'
  if (by.includes('php') || server.includes('php')) return 'php'
  if (by.includes('asp.net') || server.includes('kestrel')) return 'aspnet'
  // Its default middleware; gunicorn and uvicorn serve several frameworks.
  const isDjango = value('x-frame-options') === 'deny' && value('referrer-policy') === 'same-origin'
  if (isDjango || server.includes('wsgiserver') || server.includes('daphne')) return 'django'
  if (server.includes('uvicorn') || server.includes('hypercorn')) return 'starlette'
  if (server.includes('werkzeug') || server.includes('gunicorn')) return 'flask'
  if (server.includes('puma') || value('x-runtime') !== '') return 'rails'
  return isNodeHttp(headers) ? 'node' : undefined
}

/**
 * node:http (`_storeHeader` in lib/_http_outgoing.js) writes the application's fields, then Date, then Connection with Keep-Alive, then
 * the framing. It omits Connection and Keep-Alive where the application sets Connection itself, as most examples of an event stream do.
 */
function isNodeHttp(headers: readonly HeaderField[]): boolean {
  const fields = headers.at(-1)?.[0] === 'Transfer-Encoding' ? headers.slice(0, -1) : headers
  const names = fields.map(([name]) => name)
  const [last = '', before = ''] = [names.at(-1), names.at(-2)]
  // Tomcat writes Keep-Alive before Connection, and Apache a maximum number of requests with it.
  if (last === 'Keep-Alive') return before === 'Connection' && /^timeout=\d+$/.test(fields.at(-1)?.[1] ?? '')
  const own = names.slice(0, -1)
  return last === 'Date' && own.includes('Connection') && !own.includes('Server') && !isInOrder(own)
}

/** net/http of Go ends with Date and the framing as well, and writes an application's fields in alphabetical order. */
const isInOrder = (names: readonly string[]): boolean =>
  names.every((name, n) => n === 0 || (names[n - 1] ?? '') <= name)
