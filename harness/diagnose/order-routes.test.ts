import { expect, it } from 'vitest'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { build as apacheBuild } from '../../proxies/apache/build.fixture.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { build as nginxBuild } from '../../proxies/nginx/build.fixture.ts'
import { apartFromFiles, notesOfFiles, orderRoutes } from './order-routes.ts'

it('nginx: streams by name or settings, then the rest, files last', () => {
  const text = `server {
  location ~* \\.(png|css)$ { proxy_pass http://a; }
  location /static/ { proxy_pass http://a; }
  location / { proxy_pass http://a; }
  location /a/ { proxy_pass http://a; proxy_read_timeout 1h; }
  location /b/ { proxy_pass http://a; proxy_buffering off; }
  location /c/ { proxy_pass http://a; add_header Content-Type text/event-stream; }
  location /d/ { proxy_pass http://a; proxy_read_timeout 90; }
  location /live/ { proxy_pass http://a; }
}`
  const routes = orderRoutes(nginx.routes?.({ 'a.conf': text }, nginxBuild) ?? [])
  expect(routes.map(({ name }) => name.replace('location ', ''))).toEqual([
    '/a/',
    '/b/',
    '/c/',
    '/live/',
    '/',
    '/d/',
    '/static/',
    '~* \\.(png|css)$',
  ])
})

it('Apache: streams by name or parameters, then the rest, files last', () => {
  const text = `ProxyPass /assets http://a/
ProxyPass /a http://a/
ProxyPass /b http://b/ timeout=600
ProxyPass /c http://c/ flushpackets=on
ProxyPass /events http://d/
`
  const routes = orderRoutes(apache.routes?.({ 'a.conf': text }, apacheBuild) ?? [])
  expect(routes.map(({ name }) => name)).toEqual(
    ['/b', '/c', '/events', '/a', '/assets'].map((path) => `ProxyPass ${path}`),
  )
})

it('places for files are named and not tested, unless nothing else proxies or they are set up for streams', () => {
  const routesIn = (...lines: string[]) =>
    orderRoutes(
      nginx.routes?.({ 'a.conf': `server {\n${lines.map((line) => `location ${line}`).join('\n')}\n}` }, nginxBuild) ??
        [],
    )
  const plain = '{ proxy_pass http://a; }'
  const files = [
    '/_next/static/',
    '/_nuxt/',
    '/app/static/',
    '^~ /assets/',
    '~ ^/img/',
    '= /favicon.ico',
    '~* \\.(?:css|js)$',
    '~ \\.woff2$',
  ]
  const others = [
    '/',
    '/_next/',
    '/staticfeed/',
    '/jsapi/',
    '~ ^/v\\d/',
    '= /index.html',
    '/media/',
    '/api.map-v2/',
    '/openai/images/',
  ]
  const all = routesIn(...[...files, ...others].map((one) => `${one} ${plain}`))
  const split = apartFromFiles(all)
  expect(split.ofFiles.map(({ name }) => name.replace('location ', '')).sort()).toEqual([...files].sort())
  expect(split.others).toHaveLength(others.length)
  expect(notesOfFiles(split.ofFiles, (where) => where)).toEqual([
    expect.stringMatching(/^a\.conf:\d+: location .* was not tested: it is for files, .*; --path \/\S+ tests it\.$/),
    expect.anything(),
    expect.anything(),
    'nor were 5 more places for files.',
  ])
  const set = routesIn(
    `/ ${plain}`,
    '/static/ { proxy_pass http://a; proxy_buffering off; }',
    `/assets/events/ ${plain}`,
  )
  expect(apartFromFiles(set).ofFiles).toEqual([])
  const alone = routesIn(`/static/ ${plain}`)
  expect(apartFromFiles(alone)).toEqual({ others: alone, ofFiles: [] })
})
