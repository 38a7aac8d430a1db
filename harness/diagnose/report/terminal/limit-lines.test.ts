import { expect, it } from 'vitest'
import type { RouteReport } from '../report.ts'
import { limitLines } from './limit-lines.ts'

const SCREEN = { columns: 80, rows: 24 } as Parameters<typeof limitLines>[2]
const route = (path: string, ms?: number): RouteReport =>
  ({
    path,
    host: 'x.example',
    address: '*:80',
    failing: [],
    answers: [{ question: '', answer: 'not closed within 120 s idle' }],
    ...(ms === undefined ? {} : { idleTimeout: { ms, timer: { directive: 'proxy_read_timeout', where: 'a.conf:7' } } }),
  }) as unknown as RouteReport

it('of several routes each idle timeout that differs from the first one is printed', () => {
  const first = route('/events/', 20_000)
  expect(limitLines(first, [route('/chat/', 5000), route('/same/', 20_000), route('/ok/')], SCREEN)).toEqual([
    'Idle timeout 20 s (proxy_read_timeout, a.conf:7)',
    'x.example/chat/: idle timeout 5.0 s (proxy_read_timeout, a.conf:7)',
    'x.example/ok/: idle timeout: not closed within 120 s idle',
  ])
})

it('of many of them three are', () => {
  const others = [1000, 2000, 3000, 4000, 5000].map((ms) => route(`/${ms}/`, ms))
  expect(limitLines(route('/'), others, SCREEN)).toEqual([
    'Idle timeout: not closed within 120 s idle',
    expect.stringContaining('x.example/1000/: '),
    expect.stringContaining('x.example/2000/: '),
    expect.stringContaining('x.example/3000/: '),
    '2 more routes have another idle timeout',
  ])
  expect(limitLines(route('/'), others.slice(1), SCREEN).at(-1)).toBe('1 more route has another idle timeout')
})

it('one that a variable without a value sets is not known', () => {
  const timer = { directive: 'proxy_read_timeout', open: { where: 'a.conf:7', says: 'proxy_read_timeout \x24{T}' } }
  const first = { ...route('/', 60_000), idleTimeout: { ms: 60_000, timer } }
  expect(limitLines(first, [], SCREEN).join(' ').replace(/ +/g, ' ')).toBe(
    'Idle timeout not known: `proxy_read_timeout \x24{T}` has no value, a.conf:7 (--env); tested without it: 60 s',
  )
})
