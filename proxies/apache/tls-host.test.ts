import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const CERTIFICATE = 'SSLCertificateFile /a.pem\nSSLCertificateKeyFile /a.key\n'
const host = (lines: string) =>
  `<VirtualHost *:443>\nServerName a.example\nProtocols h2 http/1.1\nProxyPass / http://app/\n${lines}</VirtualHost>\n`
const frontsOf = (text: string) =>
  (adapter.routes?.({ 'a.conf': text }, build) ?? []).map(({ fronts }) => fronts.join(' '))
const remarksOn = (text: string) => {
  const { remarks = () => [] } = adapter
  return remarks({ 'a.conf': text }, build).map(({ where, says }) => `${where}: ${says}`)
}

it.for([
  ['an engine', `SSLEngine on\n${CERTIFICATE}`, 'h1+tls h2+tls'],
  [
    'a certificate, and the engine in a file of certbot',
    `${CERTIFICATE}Include /etc/letsencrypt/options-ssl-apache.conf\n`,
    'h1+tls h2+tls',
  ],
  ['an engine that is off, whatever is included', `SSLEngine off\n${CERTIFICATE}Include /x.conf\n`, 'h1'],
  ['a certificate alone: Apache does not speak TLS then', CERTIFICATE, 'h1'],
  ['an include alone', 'Include /x.conf\n', 'h1'],
] as const)('%s', ([, lines, fronts]) => {
  expect(frontsOf(host(lines))).toEqual([fronts])
})

it('a certificate without an engine is pointed out', () => {
  expect(remarksOn(host(CERTIFICATE))).toEqual([
    'a.conf:5: `SSLCertificateFile` has no effect: `SSLEngine on` is missing, so that cleartext HTTP is spoken at *:443, as was tested',
  ])
  expect(remarksOn(host(`SSLEngine on\n${CERTIFICATE}`))).toEqual([])
  expect(remarksOn(host(`${CERTIFICATE}Include /x.conf\n`))).toEqual([])
  expect(remarksOn(`SSLEngine on\n${host(CERTIFICATE)}`)).toEqual([])
})

it('the TLS front finds the host by the name that its clients ask for', () => {
  const text = `${host(`SSLEngine on\n${CERTIFICATE}`).replace('a.example', 'b.example')}${host(`${CERTIFICATE}Include /x.conf\n`)}`
  const tls = { certificate: '/c', key: '/k' }
  const { files } = adapter.prepare({ 'a.conf': text }, { ...site, tls }, build, { host: 'a.example', tls: true })
  const [, first, second] = (files['conf/a.conf'] ?? '').split('<VirtualHost')
  expect([first, second].map((each) => each?.includes('ServerAlias sse-compat.test'))).toEqual([false, true])
})
