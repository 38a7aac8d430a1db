import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const host = (inside: string, names = 'ServerName a.example') =>
  `<VirtualHost *:80>\n${names}\nRewriteEngine On\n${inside}\nProxyPass / http://app/\n</VirtualHost>\n`
const ran = (text: string) => adapter.prepare({ 'a.conf': text }, site, build).files['conf/a.conf'] ?? ''
const names = (text: string) => adapter.routes?.({ 'a.conf': text }, build).map(({ name, host }) => `${host} ${name}`)

describe('a guard that asks for what the harness does not have is left out, and its route is tested', () => {
  it.for([
    ['a header field', 'RewriteCond %{HTTP:Authorization} ^$\nRewriteRule ^ - [F]'],
    ['a token, with a status', 'RewriteCond %{HTTP:X-Api-Key} !=abc\nRewriteRule ^ - [R=401,L]'],
    ['a cookie', 'RewriteCond %{HTTP_COOKIE} !session=\nRewriteRule ^ /login [R=302,L]'],
    ['an address', 'RewriteCond %{REMOTE_ADDR} !^10\\.\nRewriteRule ^ - [F,L]'],
    ['a query', 'RewriteCond %{QUERY_STRING} !token=\nRewriteRule ^ - [F]'],
    ['a program', 'RewriteCond %{HTTP_USER_AGENT} ^$|curl [NC]\nRewriteRule ^ - [F]'],
    ['a token, in two steps', 'SetEnvIf X-Token ^$ deny\nRewriteCond %{ENV:deny} =1\nRewriteRule ^ - [F]'],
    ['a section', '<If "-z req(\'X-Token\')">\nRedirect 403 /\n</If>'],
  ] as const)('%s', ([, guard]) => {
    expect(ran(host(guard))).not.toMatch(/\[(F|R)|Redirect 403/)
    expect(names(host(guard))).toEqual(['a.example ProxyPass /'])
  })

  it.for([
    ['for its token', 'RewriteCond %{HTTP:X-Token} ^$'],
    ['for TLS', 'RewriteCond %{HTTPS} off'],
  ] as const)('and skipping past it skips the same rules: %s', ([, condition]) => {
    const rules = `RewriteRule ^/a - [S=1]\n${condition}\nRewriteRule ^ - [F]\nRewriteRule ^/a http://other/ [P]`
    expect(ran(host(rules))).toMatch(/RewriteRule \^\/a - \S*S=1\S*\n\nRewriteRule !\^ -\nRewriteRule \^\/a http/)
  })

  it.for([
    ['the kind of request', 'RewriteCond %{REQUEST_METHOD} =PUT\nRewriteRule ^ - [F]'],
    ['a query of a page that moved', 'RewriteCond %{QUERY_STRING} page=2\nRewriteRule ^ /two [R=301,L]'],
  ] as const)('not one that depends on something else: %s', ([, guard]) => {
    expect(ran(host(guard))).toMatch(/\[(F|R)/)
  })
})

it('a host that redirects all of its names but one is asked by that', () => {
  const aliases = 'ServerName b.example\nServerAlias www.b.example'
  const rule = 'RewriteRule ^ http://www.%{HTTP_HOST}%{REQUEST_URI} [R=301,L]'
  for (const test of ['%{HTTP_HOST} !^www\\. [NC]', '%{HTTP_HOST} =b.example'])
    expect(names(host(`RewriteCond ${test}\n${rule}`, aliases))).toEqual(['www.b.example ProxyPass /'])
})

it('a host without a name is asked by one, and not by an address, where it tests that', () => {
  const text = host('RewriteCond %{HTTP_HOST} ^[0-9.]+(:|$)\nRewriteRule ^ - [F]', '')
  const [route] = adapter.routes?.({ 'a.conf': text }, build) ?? []
  expect(route?.host).toBe('any-host.example')
  const { host: name = '', path = '' } = route ?? {}
  expect(adapter.prepare({ 'a.conf': text }, site, build, { host: name, path }).host).toBe('any-host.example')
  expect(names(host('', ''))).toEqual([' ProxyPass /'])
})
