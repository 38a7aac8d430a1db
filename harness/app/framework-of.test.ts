import { expect, test } from 'vitest'
import { readResponseHead } from '../client/head.ts'
import { frameworkOf, isVitesProxy } from './framework-of.ts'

const fieldsOf = (lines: readonly string[]) =>
  readResponseHead(`HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\n\r\n`).headers
const of = (...lines: string[]) => frameworkOf(fieldsOf(lines))
const TYPE = 'Content-Type: text/event-stream'
const CACHE = 'Cache-Control: no-cache'
const DATE = 'Date: Mon, 30 Nov 2026 08:00:00 GMT'
const CHUNKED = 'Transfer-Encoding: chunked'

test('node:http is identified by what it writes after the fields of the application', () => {
  expect(of(TYPE, CACHE, DATE, 'Connection: keep-alive', 'Keep-Alive: timeout=5', CHUNKED)).toBe('node')
  expect(of(TYPE, CACHE, 'Content-Length: 5', DATE, 'Connection: keep-alive', 'Keep-Alive: timeout=5')).toBe('node')
})

test('node:http is identified where the application sets Connection itself', () => {
  expect(of(TYPE, CACHE, 'Connection: keep-alive', DATE, CHUNKED)).toBe('node')
  expect(of('X-Powered-By: Express', TYPE, 'Connection: keep-alive', DATE, CHUNKED)).toBe('express')
})

test('a route handler of Next.js is identified by its Vary', () => {
  const vary = 'Vary: rsc, next-router-state-tree, next-router-prefetch, Accept-Encoding'
  expect(of(vary, TYPE, DATE, 'Connection: keep-alive', 'Keep-Alive: timeout=5', CHUNKED)).toBe('next')
})

test('Django is identified behind a server that other frameworks have as well', () => {
  const django = ['X-Frame-Options: DENY', 'X-Content-Type-Options: nosniff', 'Referrer-Policy: same-origin']
  expect(of('Server: gunicorn', TYPE, ...django)).toBe('django')
  expect(of('server: uvicorn', TYPE, ...django)).toBe('django')
  expect(of('Server: gunicorn', TYPE)).toBe('flask')
})

test('no other server that writes fields like these is taken for node:http', () => {
  // net/http of Go.
  expect(of(CACHE, 'Connection: keep-alive', TYPE, DATE, CHUNKED)).toBeUndefined()
  expect(of(CACHE, TYPE, DATE, CHUNKED)).toBeUndefined()
  // Tomcat, in Spring Boot.
  expect(of(TYPE, CHUNKED, DATE, 'Keep-Alive: timeout=60', 'Connection: keep-alive')).toBeUndefined()
  // Apache httpd, without a maximum number of requests.
  expect(of(DATE, 'Server: Apache', 'Keep-Alive: timeout=5', 'Connection: Keep-Alive', TYPE)).toBeUndefined()
  expect(of(TYPE, 'Connection: keep-alive', 'Server: any', DATE, CHUNKED)).toBeUndefined()
})

// As the adapters of Node write a Fetch Response.
const FETCHED = ['cache-control: no-cache', 'connection: keep-alive', 'content-type: text/event-stream']

test('a Fetch Response that an adapter wrote to node:http is identified by its names', () => {
  expect(of(...FETCHED, DATE, CHUNKED)).toBe('fetch')
  expect(of(...FETCHED, 'transfer-encoding: chunked', DATE)).toBe('hono')
  // Two names may be in order by chance, and others than adapters write all names in lower case.
  expect(of('cache-control: no-cache', 'content-type: text/event-stream', DATE, CHUNKED)).toBeUndefined()
  expect(of(...FETCHED, DATE.replace('Date', 'date'), 'transfer-encoding: chunked')).toBeUndefined()
})

test('better-sse is identified by its Cache-Control, on Express as well', () => {
  const cache = 'cache-control: private, no-cache, no-store, no-transform, must-revalidate, max-age=0'
  expect(of(cache, ...FETCHED.slice(1), 'pragma: no-cache', 'x-accel-buffering: no', DATE, CHUNKED)).toBe('better-sse')
  expect(of('X-Powered-By: Express', cache, ...FETCHED.slice(1), DATE, CHUNKED)).toBe('better-sse')
})

test('the MCP server is identified by its session or its messages, on Node only', () => {
  const text = 'event: message\ndata: {"result":{},"jsonrpc":"2.0","id":1}\n\n'
  const session = 'mcp-session-id: 1'
  expect(frameworkOf(fieldsOf([...FETCHED, DATE, CHUNKED]), text)).toBe('mcp')
  expect(of(...FETCHED, session, DATE, CHUNKED)).toBe('mcp')
  expect(frameworkOf(fieldsOf(['server: uvicorn', ...FETCHED, session]), text)).toBe('starlette')
})

test('the proxy of a development server is identified, not what is behind it', () => {
  const vite = [
    'Vary: Origin',
    'content-type: text/event-stream',
    DATE.replace('Date', 'date'),
    'connection: close',
    CHUNKED,
  ]
  expect([isVitesProxy(fieldsOf(vite)), of(...vite)]).toEqual([true, undefined])
  // A middleware of it is node:http.
  const own = ['Vary: Origin', TYPE, CACHE, 'Connection: keep-alive', DATE, CHUNKED]
  expect([isVitesProxy(fieldsOf(own)), of(...own)]).toEqual([false, 'node'])
})
