import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { shapes } from './shapes.fixture.ts'

const routes = (text: string) => adapter.routes?.({ 'a.conf': text }, build).map(({ path, host }) => `${host}${path}`)
const rule = (conditions: string) => `RewriteEngine On\n${conditions}RewriteRule ^/(.*) http://b/$1 [P,L]\n`

describe('what answers where several places match', () => {
  const answering = (text: string, path: string) =>
    adapter.routes?.({ 'a.conf': text }, build, path).map(({ name }) => name)
  const LOCATION = '<Location /a/>\nProxyPass http://l/\n</Location>\n'
  const IN_LOCATION = '<Location /a/>\nRewriteEngine On\nRewriteRule ^ http://r/ [P]\n</Location>\n'

  // Measured with Apache 2.4.
  it.for([
    [`${rule('')}${LOCATION}`, '/a/', 'RewriteRule ^/(.*)'],
    [`${LOCATION}${rule('')}`, '/a/', 'RewriteRule ^/(.*)'],
    [`${rule('RewriteCond %{HTTP:Upgrade} websocket\n')}${LOCATION}`, '/a/', '<Location /a/>'],
    [`${rule('')}<Location /a/>\nProxyPass !\n</Location>`, '/a/', 'RewriteRule ^/(.*)'],
    [`ProxyPass /a/ http://o/\n${LOCATION}`, '/a/', '<Location /a/>'],
    [`ProxyPass / http://o/\n${IN_LOCATION}`, '/a/', 'RewriteRule ^ in <Location /a/>'],
    [`ProxyPass / http://o/\n${IN_LOCATION}`, '/b/', 'ProxyPass /'],
    [`RewriteEngine Off\nRewriteRule ^/(.*) http://b/$1 [P]\n${LOCATION}`, '/a/', '<Location /a/>'],
  ] as const)('%j %s', ([text, path, name]) => {
    expect(answering(text, path)).toEqual([name])
  })
})

describe('a section with settings of its own for streams, and without a line that passes on', () => {
  const names = (text: string) => adapter.routes?.({ 'a.conf': text }, build).map(({ name, path }) => `${name} ${path}`)
  const section = (inside: string, head = 'Location /events') => `<${head}>\n${inside}\n</${head.split(' ')[0]}>\n`
  const PASS = 'ProxyPass / http://o/\n'

  it.for([
    [section('SetEnv no-gzip 1'), '<Location /events> → ProxyPass / /events/'],
    [section('SetEnvIf Accept event-stream no-brotli'), '<Location /events> → ProxyPass / /events/'],
    [section('RemoveOutputFilter html'), '<Location /events> → ProxyPass / /events/'],
    [section('SecRuleEngine Off'), '<Location /events> → ProxyPass / /events/'],
    [section('ProxyHTMLEnable Off'), '<Location /events> → ProxyPass / /events/'],
    [section('CacheDisable on'), '<Location /events> → ProxyPass / /events/'],
    [section('RequestHeader unset Accept-Encoding'), '<Location /events> → ProxyPass / /events/'],
    [section('Header set Cache-Control no-transform'), '<Location /events> → ProxyPass / /events/'],
    [section('<IfModule mod_env.c>\nSetEnv no-gzip 1\n</IfModule>'), '<Location /events> → ProxyPass / /events/'],
    [
      section('SetEnv no-gzip 1', 'LocationMatch ^/(live|push)/\\d+$'),
      '<LocationMatch ^/(live|push)/\\d+$> → ProxyPass / /live/1',
    ],
    [section('SetEnv no-gzip 1', 'Location ~ ^/live$'), '<Location ~ ^/live$> → ProxyPass / /live'],
  ] as const)('is a route of its own: %j', ([text, route]) => {
    expect(names(text + PASS)).toEqual(['ProxyPass / /', route])
    expect(names(`<VirtualHost *:80>\n${PASS}</VirtualHost>\n${text}`)).toEqual(['ProxyPass / /', route])
  })

  it.for([
    section('Require all granted'),
    section('SetEnv APP_MODE x'),
    section('Header set Strict-Transport-Security x'),
    section('SetEnv no-gzip 1\nSetHandler server-status'),
    section('SetEnv no-gzip 1', 'Location /'),
    section('SetEnv no-gzip 1', 'Location events'),
    `${section('SetEnv no-gzip 1')}ProxyPass /events !\n`,
  ])('is none where a stream notices nothing of it, nothing passes it on, or a route is in it: %j', (text) => {
    expect(names(text + PASS)).toEqual(['ProxyPass / /'])
  })

  it('is what a path in it is answered by, and no other path', () => {
    const text = section('SetEnv no-gzip 1') + PASS
    const at = (path: string) => adapter.routes?.({ 'a.conf': text }, build, path).map(({ name }) => name)
    expect(at('/events/7')).toEqual(['<Location /events> → ProxyPass /'])
    expect(at('/news')).toEqual(['ProxyPass /'])
  })

  it('is none where a line for the same path passes on', () => {
    const other = 'ProxyPass /events http://o/events\n'
    expect(names(section('SetEnv no-gzip 1') + other + PASS)).toEqual(['ProxyPass /events /events/', 'ProxyPass / /'])
    const within = section('ProxyPass http://o/events\nSetEnv no-gzip 1')
    expect(names(within + PASS)).toEqual(['<Location /events> /events/', 'ProxyPass / /'])
  })
})

describe('every route', () => {
  it.for([
    ['ProxyPassMatch ^/(.*)/stream$ http://s/$1/stream\nProxyPass / http://b/\n', ['/a/stream', '/']],
    ['ProxyPassMatch (stream|events|sse) http://s\nProxyPass /api/ http://b/\n', ['/stream/', '/api/']],
  ] as const)('has a path that no word of another place takes: %j', ([text, paths]) => {
    expect(
      adapter
        .routes?.({ 'a.conf': text }, build)
        .map(({ path }) => path)
        .sort(),
    ).toEqual([...paths].sort())
  })

  it('is told with its place', () => {
    expect(adapter.routes?.(shapes.tls ?? {}, build)).toEqual([
      {
        path: '/sse/',
        name: 'ProxyPass /sse/',
        host: 'sse.example.com',
        server: { index: 1, address: '*:443' },
        serverWhere: 'app.conf:6',
        serverNames: ['sse.example.com'],
        tls: true,
        fronts: ['h1+tls', 'h2+tls'],
        isStreamLike: false,
        where: 'app.conf:18',
        place: '136:app.conf 636:app.conf',
        target: 'https://app.internal:8443/sse/',
      },
    ])
  })

  it.for([
    ['ProxyPass /a http://a/\nProxyPass /b/ !\nProxyPass / http://c/', ['/a/', '/']],
    ['<Location /a>\nProxyPass http://a/\n</Location>\nProxyPass / http://b/', ['/a/', '/']],
    [rule(''), ['/']],
    [rule('RewriteCond %{HTTP:Upgrade} !=websocket [NC]\n'), ['/']],
    [rule('RewriteCond %{HTTP:Upgrade} websocket [NC]\n'), []],
    [rule('RewriteCond /srv/public/%{REQUEST_FILENAME} !-f [OR]\nRewriteCond %{REQUEST_URI} ^/uploads/\n'), ['/']],
    [rule('RewriteCond %{REQUEST_URI} ^/live/\n'), ['/live/']],
    [rule('RewriteCond %{HTTP_COOKIE} x\n'), []],
    ['<IfDefine ON>\nProxyPass / http://b/\n</IfDefine>', []],
    ['Define ON\n<IfDefine ON>\nProxyPass / http://b/\n</IfDefine>', ['/']],
    ['ProxyPassMatch ^/a/$ http://a/\nProxyPass /c http://c', ['/c/', '/a/?']],
    ['ProxyPassMatch ^/$ http://a/', ['/?']],
    ['Define U http://b\nProxyPass /x/ \x24{U}/', ['/x/']],
  ] as const)('%j', ([text, paths]) => {
    expect(routes(text)).toEqual(paths)
  })
})

it('is balanced where a balancer gets its requests', () => {
  const isBalanced = (target: string) =>
    adapter.routes?.({ 'a.conf': `ProxyPass / ${target}/\n` }, build).map((route) => route.isBalanced)
  expect(isBalanced('Balancer://app')).toEqual([true])
  expect(isBalanced('http://app')).toEqual([undefined])
})

it('is named as it is written', () => {
  const text = `<Location /a>
ProxyPass http://a/
</Location>
<LocationMatch ^/m/>
ProxyPassMatch http://m
</LocationMatch>
ProxyPass /b http://b/
RewriteEngine On
RewriteRule ^/c/(.*) http://c/$1 [P]
`
  const names = adapter.routes?.({ 'a.conf': text }, build).map(({ name }) => name)
  expect(names).toEqual(['<Location /a>', '<LocationMatch ^/m/>', 'ProxyPass /b', 'RewriteRule ^/c/(.*)'])
})

it("is led to by the name of somebody's template as a request can carry it", () => {
  const text = '<VirtualHost *:80>\nServerName %(hostname)s:80\nProxyPass / http://b/\n</VirtualHost>\n'
  expect(routes(text)).toEqual(['hostnames/'])
  const { files, host } = adapter.prepare({ 'a.conf': text }, site, build, { path: '/', host: 'hostnames' })
  expect(host).toBe('hostnames')
  expect(Object.values(files).join('\n')).toContain('ServerName hostnames:80')
})

describe('a route that is asked for', () => {
  const host = (name: string, inside: string) => `<VirtualHost *:80>\nServerName ${name}\n${inside}\n</VirtualHost>\n`
  const text =
    host('a.test', 'ProxyPass /x/ http://a/ timeout=5') + host('b.test', 'ServerAlias *.b.test\nProxyPass / http://b/')
  const prepare = (options: { path?: string; host?: string }) =>
    adapter.prepare({ 'a.conf': text }, site, build, options)

  it.for([
    [{ path: '/x/' }, '/x/', 'a.test'],
    [{ path: '/z/' }, '/z/', 'b.test'],
    [{ host: 'c.b.test' }, '/sse/', 'c.b.test'],
    [{ path: '/x/', host: 'b.test' }, '/x/', 'b.test'],
  ] as const)('%j', ([options, path, host]) => {
    expect(prepare(options)).toMatchObject({ path, host })
  })

  it('has to be there', () => {
    expect(() => prepare({ path: '/z/', host: 'a.test' })).toThrow(expect.objectContaining({ code: 'no-route' }))
  })
})

it('the servers of a group are known with its route', () => {
  const servers = (text: string) => adapter.routes?.({ 'a.conf': text }, build).map((route) => route.servers)
  const group = '<Proxy balancer://app>\nBalancerMember h2c://a:1\nBalancerMember http://b:1 ttl=4\n</Proxy>\n'
  expect(servers(`${group}ProxyPass / balancer://app/\n`)).toEqual([['h2c://a:1', 'http://b:1']])
  expect(servers('ProxyPass / h2c://a:1/\n')).toEqual([undefined])
})
