/** Each hop's file: complete, with a source for each claim, and recognised by what it sends. */
import { expect, test } from 'vitest'
import type { HeaderField } from '../model/index.ts'
import { loadKnownHops, recognise } from './known-hops.ts'

const hops = await loadKnownHops()

test.for(hops.map((hop) => [hop.id, hop] as const))('%s says nothing without a source', ([, hop]) => {
  expect(hop.title).not.toBe('')
  expect(hop.recognise.length).toBeGreaterThan(0)
  for (const { field } of hop.recognise) expect(field).toBe(field.toLowerCase())
  for (const { kind, seconds, says, source } of hop.limits) {
    expect(['idle', 'total', 'first-byte']).toContain(kind)
    expect(seconds).toBeGreaterThan(0)
    expect(says).not.toBe('')
    expect(URL.canParse(source)).toBe(true)
  }
  for (const { trouble, says, source } of hop.settings) {
    expect(['buffered', 'closed', 'compressed']).toContain(trouble)
    expect(says).not.toBe('')
    expect(URL.canParse(source)).toBe(true)
  }
})

test.for<[string, readonly HeaderField[]]>([
  ['cloudflare', [['CF-RAY', '8f0-FRA']]],
  ['cloudfront', [['Via', '1.1 0123.cloudfront.net (CloudFront)']]],
  ['google-load-balancer', [['via', '1.1 google']]],
  ['heroku', [['Via', '1.1 heroku-router']]],
  ['fly', [['server', 'Fly/0123 (2026-11-01)']]],
  ['vercel', [['X-Vercel-Id', 'fra1::x']]],
  ['envoy', [['server', 'istio-envoy']]],
  ['nginx', [['Server', 'nginx/1.26.3']]],
  ['nginx', [['Server', 'openresty']]],
  ['apache', [['Server', 'Apache/2.4.66 (Debian)']]],
  ['caddy', [['Via', '1.1 Caddy']]],
  ['varnish', [['X-Varnish', '12']]],
  ['aws-alb', [['Set-Cookie', 'AWSALB=[redacted]']]],
])('%s is recognised', ([id, headers]) => {
  expect(recognise(hops, headers).map(({ hop }) => hop.id)).toEqual([id])
})

test('what shows nothing is not guessed', () => {
  const headers: HeaderField[] = [
    ['Server', 'uvicorn'],
    ['Via', '1.1 proxy.example'],
    ['X-Server', 'nginx'],
  ]
  expect(recognise(hops, headers)).toEqual([])
})
