import { expect, it } from 'vitest'
import { adapter as apache } from './apache/adapter.ts'
import { build as apacheBuild } from './apache/build.fixture.ts'
import { adapter as nginx } from './nginx/adapter.ts'
import { build as nginxBuild } from './nginx/build.fixture.ts'

const place = 'location / { proxy_pass http://a; }'
const host = (inside: string, port = 443) =>
  `<VirtualHost *:${port}>\nServerName a.test\n${inside}\nProxyPass / http://b/\n</VirtualHost>\n`
const ofNginx = (text: string, version: string) =>
  nginx.routes?.({ 'a.conf': text }, { ...nginxBuild, version }).map(({ fronts }) => fronts.join(' '))
const ofApache = (text: string) =>
  apache.routes?.({ 'a.conf': text }, apacheBuild).map(({ fronts }) => fronts.join(' '))

it.for([
  [`server { listen 80; ${place} }`, '1.26.3', ['h1']],
  [`server { listen 443 ssl; ${place} }`, '1.26.3', ['h1+tls']],
  [`server { listen 443 ssl http2; ${place} }`, '1.22.1', ['h1+tls h2+tls']],
  [`server { listen 443 ssl; http2 on; ${place} }`, '1.26.3', ['h1+tls h2+tls']],
  [`server { listen 443 ssl; http2 on; ${place} }`, '1.22.1', ['h1+tls']],
  [`http2 on; server { listen 443 ssl; http2 off; ${place} }`, '1.26.3', ['h1+tls']],
  [`http2 on; server { listen 443 ssl; ${place} }`, '1.26.3', ['h1+tls h2+tls']],
  // A server at two addresses is one route with the fronts of both.
  [`server { listen 80; listen 443 ssl http2; ${place} }`, '1.26.3', ['h1 h1+tls h2+tls']],
  [
    `server { listen 443 ssl http2; server_name a; ${place} } server { listen 443 ssl; server_name b; ${place} }`,
    '1.26.3',
    ['h1+tls h2+tls', 'h1+tls h2+tls'],
  ],
] as const)('nginx: %s on %s', ([text, version, fronts]) => {
  expect(ofNginx(text, version)).toEqual(fronts)
})

it.for([
  [host('', 80), ['h1']],
  [host('SSLEngine on'), ['h1+tls']],
  [host('SSLEngine on\nProtocols h2 http/1.1'), ['h1+tls h2+tls']],
  [`Protocols h2 http/1.1\n${host('SSLEngine on')}`, ['h1+tls h2+tls']],
  [`Protocols h2 http/1.1\n${host('SSLEngine on\nProtocols http/1.1')}`, ['h1+tls']],
  [`<IfModule http2_module>\nProtocols h2 http/1.1\n</IfModule>\n${host('SSLEngine on')}`, ['h1+tls h2+tls']],
  [`LoadModule mpm_prefork_module x.so\nProtocols h2 http/1.1\n${host('SSLEngine on')}`, ['h1+tls']],
] as const)('Apache: %s', ([text, fronts]) => {
  expect(ofApache(text)).toEqual(fronts)
})
