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
