import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'
import { serverNamed } from './named-server.ts'

const servers = [
  { server: 'expression', names: ['~^(?<sub>.+)\\.example\\.net$'] },
  { server: 'rear', names: ['www.example.*'] },
  { server: 'front', names: ['*.example.net'] },
  { server: 'longer', names: ['*.b.example.net'] },
  { server: 'both', names: ['.example.com'] },
  { server: 'exact', names: ['WWW.example.net'] },
]

// Measured with nginx 1.26.3.
it.for([
  ['www.example.net', 'exact'],
  ['a.example.net', 'front'],
  ['a.b.example.net', 'longer'],
  ['www.example.org', 'rear'],
  ['example.com', 'both'],
  ['x.y.example.com', 'both'],
  ['example.net', undefined],
] as const)('%s is answered by %s', ([host, server]) => {
  expect(serverNamed(servers)(host)).toBe(server)
})

describe('a server with an expression', () => {
  const written = (mask: string) => `
server { listen 80; server_name ~^(?<tenant>[a-z]+)\\.apps\\.example\\.net$; location / { proxy_pass http://a; } }
server { listen 80; server_name ${mask}; location /events/ { proxy_pass http://b; } }`
  const told = (mask: string) => {
    const config = { 'a.conf': written(mask) }
    const routes = adapter.routes?.(config, build).map(({ host, path }) => host + path)
    return { routes, remarks: adapter.remarks?.(config, build).map(({ says }) => says) }
  }

  it('is tested by a name of its own', () => {
    expect(told('*.example.org').routes).toContain('a.apps.example.net/')
  })

  it('is passed over where a mask takes every name of it, which is said', () => {
    // As the default server it answers to any other name.
    const first = told('*.apps.example.net').routes
    expect(first).toEqual(['/', 'sse.apps.example.net/events/'])
    const config = { 'a.conf': `server { listen 80 default_server; return 444; }${written('*.apps.example.net')}` }
    expect(adapter.routes?.(config, build).map(({ host }) => host)).toEqual(['sse.apps.example.net'])
    expect(adapter.remarks?.(config, build).map(({ says }) => says)).toEqual([
      '`proxy_pass http://a` was not tested: another server at its addresses answers to its names',
    ])
  })
})

it('a mask is tested by a name that no other server has', () => {
  const text = `
server { listen 80; server_name sse.example.net; location / { proxy_pass http://a; } }
server { listen 80; server_name *.example.net; location / { proxy_pass http://b; } }`
  expect(adapter.routes?.({ 'a.conf': text }, build).map(({ host }) => host)).toEqual([
    'sse.example.net',
    'any.example.net',
  ])
})

it('a name that no host can have is looked up as it is, and not part by part', () => {
  const long = `${'x.'.repeat(2000)}a.example`
  expect(serverNamed([{ server: 1, names: ['*.a.example'] }])(long)).toBeUndefined()
  expect(serverNamed([{ server: 1, names: [long] }])(long)).toBe(1)
})

it('names of thousands of servers are tried up to a total: after that the first stands for its server', () => {
  const server = (at: number, names: string) =>
    `server { listen 80; server_name ${names}; if ($host != y${at}) { return 301 https://y${at}$uri; } location / { proxy_pass http://app; } }`
  const many = Array.from({ length: 10 }, (_, at) =>
    server(
      at,
      Array(40)
        .fill('')
        .map((_, each) => `n${each}.s${at}`)
        .join(' '),
    ),
  )
  const hosts = (before: readonly string[]) =>
    adapter
      .routes?.({ 'nginx.conf': `events { }\nhttp { ${before.join('\n')}\n${server(99, 'x y99')} }` }, build)
      .map(({ host }) => host)
  expect(hosts(many.slice(0, 9))).toContain('y99')
  expect(hosts(many)).not.toContain('y99')
})
