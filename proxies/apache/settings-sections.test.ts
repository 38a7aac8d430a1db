import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const found = (lines: string, path?: string) =>
  adapter.routes?.(
    { 'a.conf': `<VirtualHost *:80>\n${lines}\nProxyPass / http://app/\n</VirtualHost>\n` },
    build,
    path,
  ) ?? []
const routes = (lines: string): readonly string[] =>
  found(lines)
    .filter(({ name }) => name !== 'ProxyPass /')
    .map(({ name, path }) => `${name}, ${path}`)

describe('a line that depends on the path of the request makes a route of its own', () => {
  it.for([
    ['SetEnvIf Request_URI ^/events no-gzip', 'SetEnvIf Request_URI ^/events → ProxyPass /, /events/'],
    [
      'SetEnvIfNoCase Request_URI "^/Live/" proxy-sendchunked=1',
      'SetEnvIfNoCase Request_URI ^/Live/ → ProxyPass /, /Live/',
    ],
    [
      'SetEnvIf Request_URI /sse$ force-proxy-request-1.0 proxy-nokeepalive',
      'SetEnvIf Request_URI /sse$ → ProxyPass /, /sse',
    ],
    [
      'SetEnvIfExpr "%{REQUEST_URI} =~ m#^/ev/#" no-gzip',
      'SetEnvIfExpr %{REQUEST_URI} =~ m#^/ev/# → ProxyPass /, /ev/',
    ],
    [
      `SetEnvIfExpr "%{REQUEST_URI} -strmatch '/ev/*'" downgrade-1.0`,
      "SetEnvIfExpr %{REQUEST_URI} -strmatch '/ev/*' → ProxyPass /, /ev/",
    ],
    ['RewriteEngine On\nRewriteRule ^/stream - [E=no-gzip:1]', 'RewriteRule ^/stream → ProxyPass /, /stream/'],
    [
      'RewriteEngine On\nRewriteCond %{REQUEST_URI} ^/chat\nRewriteRule .* - [E=no-gzip:1,L]',
      'RewriteRule .* → ProxyPass /, /chat/',
    ],
    ['<If "%{REQUEST_URI} =~ m#^/if#">\nSetEnv no-gzip 1\n</If>', '<If %{REQUEST_URI} =~ m#^/if#> → ProxyPass /, /if/'],
    ['<Location /events>\nSetEnv no-gzip 1\n</Location>', '<Location /events> → ProxyPass /, /events/'],
  ] as const)('%s', ([lines, route]) => {
    expect(routes(lines)).toEqual([route])
  })

  it.for([
    ['no rule is in effect', 'RewriteRule ^/stream - [E=no-gzip:1]'],
    [
      'it is for files that distributions exclude',
      'SetEnvIfNoCase Request_URI \\.(?:gif|jpe?g|png)$ no-gzip dont-vary',
    ],
    ['it is for every path', 'SetEnvIf Request_URI .* no-gzip'],
    ['no stream notices the variable', 'SetEnvIf Request_URI ^/a is-a'],
    ['it depends on another field', 'SetEnvIf Referer ^/a no-gzip'],
    ['it answers by itself', '<Location /status>\nSetHandler server-status\nSetEnv no-gzip 1\n</Location>'],
    ['no stream notices the field', '<Location /a>\nHeader set X-Frame-Options DENY\n</Location>'],
    ['it depends on the client', 'BrowserMatch MSIE no-gzip'],
  ] as const)('not where %s', ([, lines]) => {
    expect(routes(lines)).toEqual([])
  })
})

const RULE = 'RewriteEngine On\nRewriteCond %{REQUEST_URI} ^/chat'

it('a condition is for the next rule only', () => {
  const lines = `${RULE}\nRewriteRule .* - [L]\nRewriteRule ^/stream - [E=no-gzip:1]`
  expect(routes(lines)).toEqual(['RewriteRule ^/stream → ProxyPass /, /stream/'])
})

it.for([
  ['', false],
  [' [NC]', true],
  [' [OR,nocase]', true],
  [' [nocase]', true],
  [' [NV]', false],
] as const)('a condition%s on the path holds for capitals: %s', ([flags, holds]) => {
  const lines = `${RULE}${flags}\nRewriteRule .* - [E=no-gzip:1]`
  const name = (path: string) => found(lines, path).map((route) => route.name)
  expect(name('/chat/a')).toEqual(['RewriteRule .* → ProxyPass /'])
  expect(name('/CHAT/a')).toEqual([holds ? 'RewriteRule .* → ProxyPass /' : 'ProxyPass /'])
})

it.for([
  ['<Location /events>\nSetEnv no-gzip 1\n</Location>', true],
  ['<Location /events>\n<IfModule mod_env.c>\nSetEnv no-brotli 1\n</IfModule>\n</Location>', true],
  ['<Location /events>\nSetEnv proxy-sendchunked 1\n</Location>', false],
  ['<Location /events>\nAddOutputFilterByType DEFLATE text/html\n</Location>', false],
] as const)('a section is meant for streams where it switches compression off: %j, %s', ([lines, isStreamLike]) => {
  const sections = found(lines).filter(({ path }) => path === '/events/')
  expect(sections.map((one) => one.isStreamLike)).toEqual([isStreamLike])
})
