import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const host = (inside: string, port = 443) =>
  `<VirtualHost *:${port}>\nServerName a.test\n${inside}\nProxyPass / http://b/\n</VirtualHost>\n`
const frontsOf = (text: string) => adapter.routes?.({ 'a.conf': text }, build).map(({ fronts }) => fronts.join(' '))

it.for([
  [host('', 80), ['h1']],
  [host('SSLEngine on'), ['h1+tls']],
  [host('SSLEngine on\nProtocols h2 http/1.1'), ['h1+tls h2+tls']],
  [`Protocols h2 http/1.1\n${host('SSLEngine on')}`, ['h1+tls h2+tls']],
  [`Protocols h2 http/1.1\n${host('SSLEngine on\nProtocols http/1.1')}`, ['h1+tls']],
  [`<IfModule http2_module>\nProtocols h2 http/1.1\n</IfModule>\n${host('SSLEngine on')}`, ['h1+tls h2+tls']],
  [
    `LoadModule mpm_prefork_module modules/mod_mpm_prefork.so\nProtocols h2 http/1.1\n${host('SSLEngine on')}`,
    ['h1+tls'],
  ],
] as const)('%s', ([text, fronts]) => {
  expect(frontsOf(text)).toEqual(fronts)
})
