/** Hops are recognised by what they send, and nothing is guessed. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { readResponseHead } from '../client/head.ts'
import type { HeaderField } from '../model/index.ts'
import { errorAnswer } from './error-answer.ts'
import { loadKnownHops } from './known-hops.ts'
import { recognise } from './recognise.ts'
import { RECORDED } from './recorded-hops.fixture.ts'
import { readTarget } from './target.ts'

const hops = await loadKnownHops()
const ids = (headers: readonly HeaderField[], answer?: string): string[] =>
  recognise(hops, headers, answer).map(({ hop }) => hop.id)

test.for<[string, readonly HeaderField[]]>([
  ['cloudflare', [['CF-RAY', '8f0-FRA']]],
  ['cloudfront', [['Via', '1.1 0123.cloudfront.net (CloudFront)']]],
  ['google-load-balancer', [['via', '1.1 google']]],
  ['heroku', [['Via', '1.1 heroku-router']]],
  ['fly', [['server', 'Fly/0123 (2026-11-01)']]],
  ['vercel', [['X-Vercel-Id', 'fra1::x']]],
  ['envoy', [['server', 'envoy']]],
  [
    'istio',
    [
      ['server', 'istio-envoy'],
      ['x-envoy-upstream-service-time', '3'],
    ],
  ],
  ['nginx', [['Server', 'openresty']]],
  [
    'ingress-nginx',
    [
      ['Server', 'nginx'],
      ['Strict-Transport-Security', 'max-age=15724800; includeSubDomains'],
    ],
  ],
  ['caddy', [['Via', '1.1 Caddy']]],
  ['aws-alb', [['Set-Cookie', 'AWSALB=[redacted]']]],
  ['azure-application-gateway', [['Set-Cookie', 'ApplicationGatewayAffinity=[redacted]']]],
  ['yarp', [['Server', 'Kestrel']]],
])('%s is recognised', ([id, headers]) => {
  expect(ids(headers)).toEqual([id])
})

/** By its own header fields in a stream's response. */
const SHOWS_ITSELF: readonly string[] = [
  'nginx',
  'nginx, banners off',
  'apache',
  'caddy',
  'varnish',
  'lighttpd',
  'squid',
  'trafficserver',
]

test.for(RECORDED.map((one) => [`${one.hop}${one.bannersOff ? ', banners off' : ''}`, one] as const))(
  '%s, as it really answered',
  ([name, { hop, head, errorAnswer: answer }]) => {
    const { headers } = readResponseHead(head)
    expect(ids(headers)).toEqual(SHOWS_ITSELF.includes(name) ? [hop] : [])
    const [found, ...others] = recognise(hops, headers, answer)
    expect([found?.hop.id, ...(found?.or ?? []).map(({ id }) => id)]).toContain(hop)
    expect(others).toEqual([])
  },
)

test('what several servers answer alike names all of them', () => {
  const caddy = RECORDED.find(({ hop, bannersOff }) => hop === 'caddy' && bannersOff)
  const [found] = recognise(hops, [], caddy?.errorAnswer)
  expect([found?.hop, ...(found?.or ?? [])].map((hop) => hop?.id)).toEqual(['caddy', 'go-http', 'traefik'])
})

test('Node’s own answer, from a server that runs', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const answer = await errorAnswer(readTarget(`http://127.0.0.1:${port}/`), new AbortController().signal)
  server.close()
  const [found] = recognise(hops, [], answer)
  expect(found).toMatchObject({ hop: { id: 'node-http' }, or: [], kinds: [{ id: 'vite' }] })
})

test('what shows nothing is not guessed', () => {
  const headers: HeaderField[] = [
    ['Server', 'uvicorn'],
    ['Via', '1.1 proxy.example'],
    ['X-Server', 'nginx'],
    ['Strict-Transport-Security', 'max-age=15724800; includeSubDomains; preload'],
  ]
  expect(recognise(hops, headers, 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')).toEqual([])
})
