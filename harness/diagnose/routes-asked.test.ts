import { expect, it } from 'vitest'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { build as apacheBuild } from '../../proxies/apache/build.fixture.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { build as nginxBuild } from '../../proxies/nginx/build.fixture.ts'
import { routesAsked } from './routes-asked.ts'

const NGINX = `server { listen 80; server_name a.test;
  location / { proxy_pass http://a; } }
server { listen 443 ssl; server_name b.test;
  location / { proxy_pass http://b; }
  location /live/ { proxy_pass http://live; }
  location ~ ^/v\\d+/stream { proxy_pass http://stream; } }`

it.for([
  ['/live/x', undefined, ['b.test app.conf:5 tls']],
  ['/v2/stream', 'b.test', ['b.test app.conf:6 tls']],
  ['/else', undefined, ['a.test app.conf:2', 'b.test app.conf:4 tls']],
  ['/else', 'a.test', ['a.test app.conf:2']],
  [undefined, 'b.test', ['b.test app.conf:5 tls', 'b.test app.conf:6 tls', 'b.test app.conf:4 tls']],
  ['/else', 'nobody.test', ['nobody.test ']],
] as const)('nginx: path %s of host %s', ([path, host, expected]) => {
  const asked = routesAsked({ 'app.conf': NGINX }, nginx, nginxBuild, { path, host })
  expect(asked.map((one) => `${one.host} ${one.where}${one.tls ? ' tls' : ''}`)).toEqual(expected)
  if (path !== undefined) expect(asked.map((one) => one.path)).toEqual(asked.map(() => path))
})

const NAMES = `server { listen 80 default_server; location / { proxy_pass http://any; } }
server { listen 80; server_name *.a.test;
  location / { proxy_pass http://a; } }
server { listen 80; server_name ~^b\\d+$;
  location / { proxy_pass http://b; } }`

it.for([
  ['nope', 'nope app.conf:1 '],
  ['x.a.test', 'x.a.test app.conf:3 *.a.test'],
  ['X.A.test:8080', 'X.A.test:8080 app.conf:3 *.a.test'],
  ['b7', 'b7 app.conf:5 ~^b\\d+$'],
] as const)(
  'nginx: a host that %s stands for reaches a server by its mask, or the one that takes any',
  ([host, expected]) => {
    const asked = routesAsked({ 'app.conf': NAMES }, nginx, nginxBuild, { path: undefined, host })
    expect(asked.map((one) => `${one.host} ${one.where} ${one.serverNames.join()}`)).toEqual([expected])
  },
)

it.for([
  ['nginx: a default server that is called _, beside others', 'server_name _;', 'app.conf:1'],
  ['nginx: a name may be misspelt: no default server that has a name of its own', 'server_name c.test;', ''],
] as const)('%s', ([, name, where]) => {
  const text = `server { listen 80 default_server; ${name} location / { proxy_pass http://any; } }
server { listen 80; server_name a.test; location / { proxy_pass http://a; } }`
  const config = { 'app.conf': text }
  const asked = routesAsked(config, nginx, nginxBuild, { path: undefined, host: 'shop.test' })
  expect(asked.map((one) => `${one.host} ${one.where}`)).toEqual([`shop.test ${where}`])
})

it('Apache: a host that no virtual host has reaches the one without a name; one with a mask has its name', () => {
  const virtual = (names: string) => `<VirtualHost *:80>\n${names}\nProxyPass / http://a/\n</VirtualHost>\n`
  const config = { 'app.conf': virtual('') + virtual('ServerName b.test\nServerAlias *.b.test') }
  const where = (host: string) =>
    routesAsked(config, apache, apacheBuild, { path: undefined, host }).map((one) => one.where)
  expect(where('nope')).toEqual(['app.conf:3'])
  expect(where('x.b.test')).toEqual(['app.conf:8'])
})

const MODEL = `server { listen 80;
  location / { proxy_pass http://page; }
  location /v1/ { proxy_pass http://model; }
  location = /mcp { proxy_pass http://tools; } }`

it.for([
  ['llm', undefined, ['/v1/chat/completions app.conf:3']],
  ['mcp', undefined, ['/mcp app.conf:4']],
  ['mcp', '/v1/x', ['/v1/x app.conf:3']],
] as const)(
  'nginx: --for %s, with --path %s: the place that the path of its clients leads to',
  ([purpose, path, expected]) => {
    const asked = routesAsked({ 'app.conf': MODEL }, nginx, nginxBuild, { path, host: undefined, for: purpose })
    expect(asked.map((one) => `${one.path} ${one.where}`)).toEqual(expected)
  },
)

it('--for with no place of its own: each place that proxies', () => {
  const config = { 'app.conf': 'server { listen 80; location / { proxy_pass http://a; } }' }
  const asked = routesAsked(config, nginx, nginxBuild, { path: undefined, host: undefined, for: 'llm' })
  expect(asked.map(({ path }) => path)).toEqual(['/'])
})

it('Apache: the most special place of all virtual hosts', () => {
  const config = {
    'app.conf': `<VirtualHost *:80>
ServerName a.test
ProxyPass / http://a/
</VirtualHost>
<VirtualHost *:80>
ServerName b.test
ProxyPass /live/ http://live/
ProxyPass / http://b/
</VirtualHost>`,
  }
  const asked = (path: string) =>
    routesAsked(config, apache, apacheBuild, { path, host: undefined }).map(
      ({ host, where, target }) => `${host} ${where} ${target}`,
    )
  expect(asked('/live/x')).toEqual(['b.test app.conf:7 http://live/'])
  expect(asked('/else')).toEqual(['a.test app.conf:3 http://a/', 'b.test app.conf:8 http://b/'])
})
