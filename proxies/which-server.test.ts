/** Two servers with the same name and path, one of them written for TLS: the intended one is run, in cleartext as well. */
import { describe, expect, it } from 'vitest'
import { adapter as apache } from './apache/adapter.ts'
import * as ofApache from './apache/build.fixture.ts'
import { remedies as apacheRemedies } from './apache/remedies.ts'
import { adapter as nginx } from './nginx/adapter.ts'
import * as ofNginx from './nginx/build.fixture.ts'
import { remedies as nginxRemedies } from './nginx/remedies.ts'

const NGINX = [
  'server { listen 80; server_name a.test; proxy_read_timeout 100s; location / { proxy_pass http://app; } }',
  'server { listen 443 ssl; server_name a.test; proxy_read_timeout 200s; location / { proxy_pass http://app; } }',
]
const host = (port: number, lines: string) =>
  `<VirtualHost *:${port}>\nServerName a.test\n${lines}ProxyPass / http://app/\n</VirtualHost>`
const APACHE = [host(80, 'ProxyTimeout 100\n'), host(443, 'SSLEngine on\nProxyTimeout 200\n')]
const QUIET = { criterion: 'heartbeat/quiet', observed: ['cut-idle'] }

describe.for([
  { adapter: nginx, remedies: nginxRemedies, servers: NGINX, ...ofNginx },
  { adapter: apache, remedies: apacheRemedies, servers: APACHE, ...ofApache },
])('$adapter.title', ({ adapter, remedies, servers, site, build }) => {
  it.for([
    { tls: false, order: 'clear first', text: servers.join('\n'), ms: 100_000 },
    { tls: true, order: 'clear first', text: servers.join('\n'), ms: 200_000 },
    { tls: false, order: 'TLS first', text: servers.toReversed().join('\n'), ms: 100_000 },
    { tls: true, order: 'TLS first', text: servers.toReversed().join('\n'), ms: 200_000 },
  ])('tls $tls, $order', ({ tls, text, ms }) => {
    const config = { 'app.conf': text }
    const asked = { path: '/', host: 'a.test', tls }
    const { timers } = adapter.prepare(config, site, build, asked).settings
    expect(timers.map((timer) => timer.ms)).toEqual([ms])
    const [first] = remedies.candidates({ config, build, ...asked }, QUIET)
    expect(first?.setting.where).toBe(timers[0]?.where)
  })
})
