import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { shapes } from './shapes.fixture.ts'

const routes = (text: string) => adapter.routes?.({ 'a.conf': text }, build).map(({ path, host }) => `${host}${path}`)
const server = (inside: string) => `server { listen 80; ${inside} }\n`

describe('every route', () => {
  it('is told with its place', () => {
    expect(adapter.routes?.(shapes.tls ?? {}, build)).toEqual([
      {
        path: '/sse/',
        host: 'sse.example.com',
        server: { index: 1, address: '*:443' },
        serverWhere: 'app.conf:8',
        serverNames: ['sse.example.com'],
        tls: true,
        where: 'app.conf:23',
        target: 'http://127.0.0.1:3000',
      },
    ])
  })

  it.for([
    [
      'location / { proxy_pass http://a; } location /b { proxy_pass http://b; } location = /c { proxy_pass http://c; }',
      ['/', '/b/', '/c'],
    ],
    ['auth_request /v; location / { proxy_pass http://a; } location = /v { proxy_pass http://v; }', ['/']],
    ['location /a/ { location ~ /(x|y)$ { proxy_pass http://a; } }', ['/a/x']],
    ['location / { if (!-f $request_filename) { proxy_pass http://a; break; } }', ['/']],
    ['rewrite ^/old/(.*)$ /new/$1; location /old/ { return 410; } location /new/ { proxy_pass http://a; }', ['/old/']],
    ['location /v1/ { rewrite ^/v1/(.*)$ /app/$1 last; } location /app/ { internal; proxy_pass http://a; }', []],
    ['location /v1/ { rewrite ^/v1/(.*)$ /app/$1 last; } location /app/ { proxy_pass http://a; }', ['/v1/']],
    ['location / { rewrite ^ /x break; proxy_pass http://a; }', ['/']],
    ['location / { if ($http_upgrade) { proxy_pass http://ws; } return 404; }', []],
  ] as const)('%s', ([inside, paths]) => {
    expect(routes(server(inside))).toEqual(paths)
  })

  it('is reached by the name of its server', () => {
    const one = (name: string) => server(`server_name ${name}; location / { proxy_pass http://a; }`)
    expect(routes(one('a.test b.test') + one('b.test *.c.test'))).toEqual(['a.test/', 'sse.c.test/'])
  })
})

describe('a route that is asked for', () => {
  const text =
    server(
      'server_name a.test; location /x/ { proxy_pass http://a; } location = /y { proxy_pass http://a; proxy_read_timeout 5; }',
    ) + server('server_name b.test; location / { proxy_pass http://b; }')
  const prepare = (options: { path?: string; host?: string }) =>
    adapter.prepare({ 'a.conf': text }, site, build, options)

  it.for([
    [{ path: '/x/' }, '/x/', 'a.test'],
    [{ path: '/y' }, '/y', 'a.test'],
    [{ path: '/z/' }, '/z/', 'b.test'],
    [{ host: 'b.test' }, '/sse/', 'b.test'],
    [{ path: '/x/', host: 'b.test' }, '/x/', 'b.test'],
  ] as const)('%j', ([options, path, host]) => {
    expect(prepare(options)).toMatchObject({ path, host })
  })

  it('has its own settings', () => {
    expect(prepare({ path: '/y' }).settings.timers).toMatchObject([{ ms: 5000 }])
  })

  it('has to be there', () => {
    expect(() => prepare({ path: '/z/', host: 'a.test' })).toThrow(
      expect.objectContaining({ code: 'no-route', advice: 'what is proxied here: /x/, /y, /' }),
    )
  })
})
