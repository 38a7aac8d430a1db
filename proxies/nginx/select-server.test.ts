import { describe, expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import type { PrepareOptions, ProxiedRoute } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { scopeOf, set } from './scope.ts'

const routes = (text: string) => adapter.routes?.({ 'a.conf': text }, build) ?? []
const optionsOf = ({ path, host, server, tls }: ProxiedRoute): PrepareOptions => ({
  path,
  server,
  tls,
  ...(host === '' ? {} : { host }),
})

const TWO_PORTS = `server { listen 8081; location / { proxy_pass http://a:1; proxy_buffering off; } }
server { listen 8082; location / { proxy_pass http://b:2; proxy_read_timeout 7s; } }
`
const SAME_NAME = `server { listen 80; server_name x.example; location / { proxy_pass http://a:1; } }
server {
    listen 443 ssl; server_name x.example; ssl_certificate /c.pem; ssl_certificate_key /k.pem;
    location / { proxy_pass http://a:1; proxy_read_timeout 7s; }
}
`
const SHARED_FILE = {
  'a.conf': `server { listen 8081; server_name localhost; include locations.inc; }
server { listen 8082; server_name localhost; proxy_read_timeout 7s; include locations.inc; }
`,
  'locations.inc': 'location /sse { proxy_pass http://a:1; }\n',
}

describe('servers on several addresses or of equal names', () => {
  it.for([
    [TWO_PORTS, ['a.conf:1 *:8081 /', 'a.conf:2 *:8082 /']],
    [SAME_NAME, ['a.conf:1 *:80 /', 'a.conf:2 *:443 /']],
    [SHARED_FILE, ['a.conf:1 *:8081 /sse/', 'a.conf:2 *:8082 /sse/']],
  ] as const)('are routes of their own %#', ([config, expected]) => {
    const found = adapter.routes?.(typeof config === 'string' ? { 'a.conf': config } : config, build) ?? []
    expect(found.map(({ serverWhere, server, path }) => `${serverWhere} ${server.address} ${path}`)).toEqual(expected)
  })

  it.for([TWO_PORTS, SAME_NAME])('are run and explained one by one %#', (text) => {
    for (const [at, ms] of [60_000, 7000].entries()) {
      const route = routes(text)[at]
      if (route === undefined) throw new Error('there are two routes')
      const config = { 'a.conf': text }
      const prepared = adapter.prepare(config, site, build, optionsOf(route))
      expect(prepared.settings.timers).toMatchObject([{ ms }])
      const listens = prepared.files['conf/a.conf']?.match(/listen [^;]*/g)
      const socket = 'listen unix:/tmp/site/run/listen-1.sock'
      expect(listens).toEqual(at === 0 ? ['listen 127.83.4.7:40001', socket] : [socket, 'listen 127.83.4.7:40001'])
      const scope = scopeOf({ config, build, ...optionsOf(route) })
      expect(scope && `${scope.pass.file}:${scope.pass.line}`).toBe(route.where)
    }
  })

  it('are still found when a change has moved their lines', () => {
    const [, second] = routes(TWO_PORTS)
    if (second === undefined) throw new Error('there are two routes')
    const prepared = adapter.prepare({ 'a.conf': `\n\n${TWO_PORTS}` }, site, build, optionsOf(second))
    expect(prepared.settings.timers).toMatchObject([{ ms: 7000 }])
  })
})

describe('listening addresses', () => {
  const one = (listen: string, name: string) =>
    `server { listen ${listen}; location / { proxy_pass http://${name}; } }\n`
  it.for([
    ['80', '*:80', 1],
    ['80', '0.0.0.0:80', 1],
    ['*', '80', 1],
    ['localhost:80', 'LOCALHOST', 1],
    ['80', '[::]:80', 2],
    ['80', '81', 2],
    ['10.0.0.1:80', '10.0.0.2:80', 2],
    ['[::1]:81', '[::1]', 2],
    ['unix:/a.sock', 'unix:/b.sock', 2],
  ] as const)('%s and %s are %d', ([first, second, count]) => {
    expect(routes(one(first, 'a') + one(second, 'b'))).toHaveLength(count)
  })
})

it('only options that a socket in the file system can have stand behind its path', () => {
  const text = `server { listen 80 reuseport backlog=9; location / { proxy_pass http://a:1; } }
server { listen 8080 reuseport fastopen=3 so_keepalive=on deferred ipv6only=on backlog=9 rcvbuf=8k sndbuf=8k; return 404; }
`
  const listens = adapter.prepare({ 'a.conf': text }, site, build).files['conf/a.conf']?.match(/listen [^;]*/g)
  expect(listens).toEqual([
    'listen 127.83.4.7:40001 reuseport backlog=9',
    'listen unix:/tmp/site/run/listen-1.sock backlog=9 rcvbuf=8k sndbuf=8k',
  ])
})

it('a change for a `proxy_pass` inside of an `if`, which takes few directives, stands behind the `if`', () => {
  const text = 'server { location / {\n  if ($http_accept ~ event) { proxy_pass http://a; }\n} }\n'
  const scope = scopeOf({ config: { 'a.conf': text }, build, path: '/' })
  const candidate = scope && set(scope, 'proxy_buffering', 'off', { module: 'http_proxy', why: '' })
  expect(candidate && applyChange({ 'a.conf': text }, candidate.change)).toEqual({
    'a.conf': text.replace('http://a; }\n', 'http://a; }\n  proxy_buffering off;\n'),
  })
})

it('a name that no server has leads to the default server that is called _', () => {
  const text = `server { listen 80; server_name a.test; location / { proxy_pass http://a; } }
server { listen 80 default_server; server_name _; location / { proxy_pass http://any; } }
`
  const prepared = adapter.prepare({ 'a.conf': text }, site, build, { host: 'shop.test' })
  expect(prepared.host).toBe('shop.test')
  expect(() =>
    adapter.prepare({ 'a.conf': text.replace(' _;', ' b.test;') }, site, build, { host: 'shop.test' }),
  ).toThrow(expect.objectContaining({ code: 'no-route', advice: 'what is proxied here: a.test/, b.test/' }))
})

describe('a path without the last `/` of a location', () => {
  const EVENTS = 'location /events/ { proxy_pass http://a; }'
  const server = (inside: string) => `server { listen 80; ${inside} }\n`
  const at = (inside: string, path = '/events') =>
    adapter.routes?.({ 'a.conf': server(inside) }, build, path).map(({ name }) => name)

  // As nginx itself does: ngx_http_core_find_static_location.
  it.for([
    [EVENTS, []],
    [`location / { proxy_pass http://b; } ${EVENTS}`, []],
    [`location ~ ^/e { proxy_pass http://b; } ${EVENTS}`, []],
    ['location / { proxy_pass http://b; location = /events/ { proxy_pass http://a; } }', []],
    [`location = /events { proxy_pass http://b; } ${EVENTS}`, ['location = /events']],
    [`location /events { proxy_pass http://b; } ${EVENTS}`, ['location /events']],
    ['location / { proxy_pass http://b; } location /events/ { return 403; }', ['location /']],
  ] as const)('%s', ([inside, expected]) => {
    expect(at(inside)).toEqual(expected)
  })

  it('is redirected, and the error says to which path', () => {
    const other = 'server { listen 81; location / { return 404; } }\n'
    expect(() => adapter.prepare({ 'a.conf': other + server(EVENTS) }, site, build, { path: '/events' })).toThrow(
      expect.objectContaining({
        code: 'no-route',
        where: 'a.conf:2',
        message: 'nginx redirects /events to /events/ (301): `location /events/` takes only what begins with /events/',
      }),
    )
    expect(() => adapter.prepare({ 'a.conf': server(EVENTS) }, site, build, { path: '/event' })).toThrow(
      /nothing proxies a request for path \/event/,
    )
  })
})
