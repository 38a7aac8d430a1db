import { expect, test } from 'vitest'
import { readResponseHead } from '../client/head.ts'
import { frameworkOf } from './framework-of.ts'

const of = (...lines: string[]) =>
  frameworkOf(readResponseHead(`HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\n\r\n`).headers)
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
