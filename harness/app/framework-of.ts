/** Identifies the framework that wrote a response by its header fields: their values, or their spelling and order. Pure. */
import type { HeaderField } from '../model/index.ts'
import type { Framework } from './hints.ts'

/**
 * Undefined where the fields do not identify it.
 * @param text the beginning of the stream: what is built on node:http may be known only by its messages
 */
export function frameworkOf(headers: readonly HeaderField[], text = ''): Framework | undefined {
  const found = byFields(headers)
  const isNode = found === 'node' || found === 'fetch' || found === 'express'
  if (!isNode) return found
  const value = valuesOf(headers)
  if (value('cache-control') === BETTER_SSE) return 'better-sse'
  return value('mcp-session-id') !== '' || JSON_RPC.test(text) ? 'mcp' : found
}

/** Its default for Cache-Control. */
const BETTER_SSE = 'private, no-cache, no-store, no-transform, must-revalidate, max-age=0'
const JSON_RPC = /^data: ?\{.*"jsonrpc":"2\.0"/m

const valuesOf =
  (headers: readonly HeaderField[]) =>
  (name: string): string =>
    headers.find(([field]) => field.toLowerCase() === name)?.[1].toLowerCase() ?? ''

function byFields(headers: readonly HeaderField[]): Framework | undefined {
  const value = valuesOf(headers)
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
  return byAdapter(headers) ?? (isNodeHttp(headers) ? 'node' : undefined)
}

/**
 * A Fetch Response that an adapter writes to node:http has its names in lower case and in order, before Date. The streamSSE of Hono sets
 * Transfer-Encoding itself.
 */
function byAdapter(headers: readonly HeaderField[]): Framework | undefined {
  const end = headers.findLastIndex(([name]) => name === 'Date')
  const own = headers.slice(0, Math.max(0, end)).map(([name]) => name)
  const isFetch = own.length >= MIN_FETCH && isInOrder(own) && own.every((name) => name === name.toLowerCase())
  if (!isFetch) return undefined
  return own.includes('transfer-encoding') ? 'hono' : 'fetch'
}

/** Fewer names may be in order by chance. */
const MIN_FETCH = 3

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

/** The development server of Vite: its CORS middleware comes first, and its proxy copies the fields of the application, in lower case. */
export function isVitesProxy(headers: readonly HeaderField[]): boolean {
  const [first, ...others] = headers
  const isFirst = first?.[0] === 'Vary' && first[1] === 'Origin'
  return isFirst && others.some(([name]) => name === 'date') && others.at(-1)?.[0] === 'Transfer-Encoding'
}
