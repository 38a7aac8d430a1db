import { expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const targetsOf = (text: string) =>
  [...(adapter.prepare({ 'a.conf': text }, site, build).files['conf/a.conf'] ?? '').matchAll(/\b(\w+):\/\/[\w.]+:/g)]
    .map(([, scheme]) => scheme)
    .join(' ')

const host = (lines: string) => `<VirtualHost *:80>\n${lines}\n</VirtualHost>\n`
const PASS = 'ProxyPass / https://app:8443/'
const GROUP = '<Proxy balancer://app>\nBalancerMember https://one:8443\n</Proxy>\n'

it.for([
  ['no line: Apache refuses by itself', host(PASS), 'https'],
  ['switched off', `SSLProxyEngine On\n${host(`SSLProxyEngine Off\n${PASS}`)}`, 'https'],
  ['in another virtual host', `${host(PASS)}${host(`SSLProxyEngine On\nServerName b\n`)}`, 'https'],
  ['of the main server', `SSLProxyEngine On\n${host(PASS)}`, 'http'],
  ['of the virtual host', host(`SSLProxyEngine On\n${PASS}`), 'http'],
  ['for a module', host(`<IfModule mod_ssl.c>\nSSLProxyEngine On\n</IfModule>\n${PASS}`), 'http'],
  ['without a module', host(`<IfModule !mod_ssl.c>\nSSLProxyEngine On\n</IfModule>\n${PASS}`), 'https'],
  ['in a section of a proxy', host(`<Proxy *>\nSSLProxyEngine On\n</Proxy>\n${PASS}`), 'http'],
  [
    'of the virtual host that reaches a group',
    `${GROUP}${host('SSLProxyEngine On\nProxyPass / balancer://app/')}`,
    'http',
  ],
  ['a group without it', `${GROUP}${host('ProxyPass / balancer://app/')}`, 'https'],
  ['h2:// needs it, h2c:// does not', host('ProxyPass /a h2://app:1/\nProxyPass / h2c://app:1/'), 'https h2c'],
  ['a rule', host('RewriteEngine On\nRewriteRule ^ https://app:8443%{REQUEST_URI} [P]'), 'https'],
  ['a section alone: its server was not given', `<Location /a>\nProxyPass https://app:8443/\n</Location>`, 'http'],
] as const)('TLS to an application: %s', ([, text, scheme]) => {
  expect(targetsOf(text)).toBe(scheme)
})

const NONE = { criterion: 'delivery/live', observed: ['no-stream'] }
const candidates = (text: string) =>
  remedies
    .candidates({ config: { 'a.conf': text }, build }, NONE)
    .filter(({ title }) => title === 'set SSLProxyEngine On')

it('the remedy switches it on for the virtual host', () => {
  const [first, ...more] = candidates(host(PASS))
  expect(more).toEqual([])
  expect(first?.setting).toMatchObject({
    name: 'SSLProxyEngine',
    says: 'SSLProxyEngine is not set: off is the default',
  })
  expect(first?.setting.where).toBeUndefined()
  expect(first && applyChange({ 'a.conf': host(PASS) }, first.change)['a.conf']).toBe(
    host(`SSLProxyEngine On\n${PASS}`),
  )
})

it('the remedy corrects a line that switches it off', () => {
  const text = host(`SSLProxyEngine off\n${GROUP}ProxyPass / balancer://app/`)
  const [first] = candidates(text)
  expect(first?.setting.where).toBe('a.conf:2')
  expect(first && applyChange({ 'a.conf': text }, first.change)['a.conf']).toBe(text.replace('Engine off', 'Engine On'))
})

it('there is none where it is on, or not needed', () => {
  expect(candidates(host(`SSLProxyEngine On\n${PASS}`))).toEqual([])
  expect(candidates(host('ProxyPass / http://app/'))).toEqual([])
})
