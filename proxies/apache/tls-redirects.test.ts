import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const ran = (guard: string, tls = false) => {
  const front = tls ? { ...site, tls: { certificate: '/c.pem', key: '/k.pem' } } : site
  const text = `<VirtualHost *:80>\nRewriteEngine On\n${guard}\nProxyPass / http://app/\n</VirtualHost>\n`
  return adapter.prepare({ 'a.conf': text }, front, build).files['conf/a.conf'] ?? ''
}
const HTTPS = 'https://%{HTTP_HOST}%{REQUEST_URI}'

describe('a guard that sends cleartext requests away', () => {
  it.for([
    ['a rule', `RewriteCond %{HTTPS} off\nRewriteRule ^ ${HTTPS} [R=301,L]`],
    ['a rule that forbids', 'RewriteCond %{HTTPS} !=on\nRewriteRule ^ - [F]'],
    ['a section', '<If "%{HTTPS} == \'off\'">\nRedirect permanent / https://x.example/\n</If>'],
    [
      'two rules',
      `RewriteCond %{SERVER_PORT} =80\nRewriteRule ^ - [E=plain:1]\nRewriteCond %{ENV:plain} =1\nRewriteRule ^ ${HTTPS} [R=301,L]`,
    ],
    [
      'a variable of an expression',
      `SetEnvIfExpr "%{REQUEST_SCHEME} == 'http'" plain=1\nRewriteCond %{ENV:plain} =1\nRewriteRule ^ ${HTTPS} [R=301,L]`,
    ],
  ] as const)('%s is left out over cleartext, and stays over TLS', ([, guard]) => {
    const answer = /^\s*(Redirect|RewriteRule .*\[(R|F))/m
    expect(ran(guard)).not.toMatch(answer)
    expect(ran(guard, true)).toMatch(answer)
  })

  it('that trusts a proxy in front is left out over TLS too, in however many steps', () => {
    const guard = `SetEnvIf X-Forwarded-Proto http plain\nRewriteCond %{ENV:plain} .\nRewriteRule ^ ${HTTPS} [R=308,L]`
    for (const tls of [false, true]) expect(ran(guard, tls)).not.toContain('[R=308')
  })

  it('is told from what answers for another reason', () => {
    expect(ran('RewriteCond %{REQUEST_METHOD} =PUT\nRewriteRule ^ - [F]')).toContain('[F]')
    expect(ran('<If "%{REQUEST_URI} == \'/old\'">\nRedirect permanent / https://x.example/\n</If>')).toContain(
      'Redirect permanent',
    )
  })
})

describe('a cleartext host that sends its requests to its TLS listener is tested there', () => {
  const asked = (lines: string, name = 'a.example', path = '/') => {
    const pass = `ProxyPass ${path} http://app/`
    const tls = `<VirtualHost *:443>\nServerName ${name}\nSSLEngine on\n${pass}\n</VirtualHost>\n`
    const text = `<VirtualHost *:80>\nServerName a.example\n${lines}\n${pass}\n</VirtualHost>\n${tls}`
    return (adapter.routes?.({ 'a.conf': text }, build) ?? []).map(({ server }) => server.address)
  }

  // Each was run with Apache 2.4.71: 301 or 302, or passed on.
  it.for([
    ['a rule', `RewriteEngine On\nRewriteCond %{HTTPS} off\nRewriteRule ^ ${HTTPS} [R=301,L]`],
    ['a rule that forbids', 'RewriteEngine On\nRewriteCond %{HTTPS} !=on\nRewriteRule ^ - [F]'],
    ['a rule without a condition', `RewriteEngine On\nRewriteRule ^ ${HTTPS} [R=301,L]`],
    ['<If>', '<If "%{HTTPS} == \'off\'">\nRedirect permanent / https://a.example/\n</If>'],
    ['a rule in <If>', `<If "%{HTTPS} != 'on'">\nRewriteEngine On\nRewriteRule ^ ${HTTPS} [R=301,L]\n</If>`],
    ['Redirect in <Location>', '<Location />\nRedirect permanent https://a.example/\n</Location>'],
    ['RedirectMatch in <LocationMatch>', '<LocationMatch ^/>\nRedirectMatch ^ https://a.example/\n</LocationMatch>'],
    ['a rule in <Location>', `<Location />\nRewriteEngine On\nRewriteRule ^ ${HTTPS} [R]\n</Location>`],
  ] as const)('%s', ([, lines]) => {
    expect(asked(lines)).toEqual(['*:443'])
  })

  it.for([
    ['ProxyPass comes before a Redirect of the host', 'Redirect permanent / https://a.example/'],
    ['and before a RedirectMatch', 'RedirectMatch ^/(.*)$ https://a.example/$1'],
    ['the redirect is for another path', '<Location /login>\nRedirect permanent https://a.example/\n</Location>'],
    ['a rule is for another path', `RewriteEngine On\nRewriteRule ^/login ${HTTPS} [R]`],
    ['rules are off', `RewriteCond %{HTTPS} off\nRewriteRule ^ ${HTTPS} [R=301,L]`],
    ['the condition is another one', `RewriteEngine On\nRewriteCond %{REMOTE_ADDR} ^10\nRewriteRule ^ ${HTTPS} [R]`],
    ['<If> has another condition', '<If "-R \'10.0.0.0/8\'">\nRedirect permanent / https://a.example/\n</If>'],
  ] as const)('it is tested in cleartext too where %s', ([, lines]) => {
    expect(asked(lines)).toEqual(['*:80', '*:443'])
  })

  it('or where no TLS host has its name', () => {
    expect(
      asked(`RewriteEngine On\nRewriteCond %{HTTPS} off\nRewriteRule ^ ${HTTPS} [R=301,L]`, 'b.example'),
    ).toHaveLength(2)
  })
})
