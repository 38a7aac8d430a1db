import { expect, it } from 'vitest'
import { SseCompatError } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

function refusalOf(text: string, path?: string): string {
  try {
    adapter.prepare({ 'a.conf': text }, site, build, path === undefined ? {} : { path })
    return ''
  } catch (error) {
    if (!(error instanceof SseCompatError)) throw error
    return `${error.where}: ${error.message}. ${error.advice}`
  }
}
const host = (lines: string) => `<VirtualHost *:80>\nServerName a\n${lines}\n</VirtualHost>\n`

it.for([
  [
    'a rule without P',
    host('RewriteEngine On\nRewriteRule ^/events(.*)$ http://127.0.0.1:8000/events$1 [R,L]'),
    'a.conf:4: nothing in this configuration proxies. `RewriteRule ^/events(.*)$` redirects clients to http://127.0.0.1:8000/events$1: to pass requests on it needs the flag P, `[P,L]`',
  ],
  [
    'a redirect to the same site: it says nothing',
    host('RewriteEngine On\nRewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R,L]'),
    'a.conf: nothing in this configuration proxies. a `ProxyPass` to an http:// or https:// address, that a request can reach, is needed',
  ],
  [
    'a forward proxy',
    'ProxyRequests On\n',
    'a.conf:1: nothing in this configuration proxies. `ProxyRequests On` makes a forward proxy, which is not tested here',
  ],
  [
    'mod_proxy_express',
    'ProxyExpressEnable on\n',
    'a.conf:1: nothing in this configuration proxies. `ProxyExpressEnable` passes on what its map of names has, which is not read here: put `ProxyPass / http://…/` into a copy, for one of the applications',
  ],
  [
    'a misspelt directive comes first',
    'ProxyRequests On\nProxyPas / http://a/\n',
    'a.conf:2: nothing in this configuration proxies; `ProxyPas` is not a directive. was `ProxyPass` meant?',
  ],
  [
    'a variable that is set on the command line',
    '<IfDefine SSL>\n<IfDefine !NOSSL>\nProxyPass /a http://b/\n</IfDefine>\n</IfDefine>\n',
    'a.conf:3: no request for a stream reaches a line of this configuration that proxies. `ProxyPass /a` was not tested: it is in `<IfDefine SSL>` (a.conf:1), which holds where Apache is started with -D SSL: to test it, write `Define SSL` into the first line of a copy',
  ],
  [
    'a variable that is defined',
    'Define OFF\n<IfDefine !OFF>\nProxyPass /a http://b/\n</IfDefine>\n',
    'a.conf:3: no request for a stream reaches a line of this configuration that proxies. `ProxyPass /a` was not tested: it is in `<IfDefine !OFF>` (a.conf:2), and OFF is defined',
  ],
  [
    'a module that is not loaded',
    '<IfModule mod_lua.c>\nProxyPass /a http://b/\n</IfModule>\n',
    'a.conf:2: no request for a stream reaches a line of this configuration that proxies. `ProxyPass /a` was not tested: it is in `<IfModule mod_lua.c>` (a.conf:1), and mod_lua is not loaded',
  ],
] as const)('%s', ([, text, message]) => {
  expect(refusalOf(text)).toBe(message)
})

it.for([
  [
    'ProxyPass /events !\nProxyPass / http://b/',
    'a.conf:3: nothing proxies a request for path /events/: `ProxyPass /events !` keeps it here. take the line out, or name another path',
  ],
  [
    'ProxyPass / http://b/\n<Location /events>\nProxyPass !\n</Location>',
    'a.conf:5: nothing proxies a request for path /events/: `ProxyPass !` keeps it here. take the line out, or name another path',
  ],
] as const)('a path that is excluded: %j', ([lines, message]) => {
  expect(refusalOf(host(lines), '/events/')).toBe(message)
})
