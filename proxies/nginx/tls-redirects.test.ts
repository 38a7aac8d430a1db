import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const LOCATION = 'location / { proxy_pass http://app; }'
const ran = (text: string, tls = false) => {
  const front = tls ? { ...site, tls: { certificate: '/c.pem', key: '/k.pem' } } : site
  return (adapter.prepare({ 'a.conf': text }, front, build).files['conf/a.conf'] ?? '').replace(/\s+/g, ' ')
}
const server = (guard: string, listen = 'listen 80;', around = '') =>
  `${around}\nserver { ${listen} ${guard} ${LOCATION} }`

const GUARDS = [
  ['in one step', 'if ($scheme = http) { return 301 https://$host$request_uri; }', ''],
  ['by an error', 'if ($https = "") { return 403; }', ''],
  ['by a rewrite', 'if ($server_port = 80) { rewrite ^ https://$host$request_uri permanent; }', ''],
  [
    'in two steps',
    'set $x ""; if ($scheme = "http") { set $x "H"; } if ($x = H) { return 301 https://$host$request_uri; }',
    '',
  ],
  [
    'in three',
    'set $x ""; if ($scheme = http) { set $x A; } if ($uri != /ok) { set $x "$x-B"; } set $y "n$x"; if ($y = nA-B) { return 302 https://$host$uri; }',
    '',
  ],
  ['by a map', 'if ($go) { return 301 https://$host$request_uri; }', 'map $scheme $go { default 1; https 0; }'],
] as const

describe('a guard that sends cleartext requests away', () => {
  it.for(GUARDS)('%s is left out over cleartext, and stays over TLS', ([, guard, around]) => {
    expect(ran(server(guard, 'listen 80;', around))).not.toMatch(/return 30|return 403|permanent/)
    expect(ran(server(guard, 'listen 443 ssl;', around), true)).toMatch(/return 30|return 403|permanent/)
  })

  it.for(GUARDS)('%s: the TLS listener of the same server is asked', ([, guard, around]) => {
    const config = (listen: string) => ({ 'a.conf': server(guard, listen, around) })
    const tls = (listen: string) => adapter.routes?.(config(listen), build).map((route) => route.tls)
    expect(tls('listen 80; listen 443 ssl; server_name x.example;')).toEqual([true])
    expect(tls('listen 80; server_name x.example;')).toEqual([false])
  })

  it('that trusts a proxy in front is left out over TLS too, in however many steps', () => {
    const guard =
      'set $r 0; if ($http_x_forwarded_proto = http) { set $r 1; } if ($r = 1) { return 301 https://$host$request_uri; }'
    for (const tls of [false, true]) expect(ran(server(guard, 'listen 80;'), tls)).not.toContain('return 301')
  })

  it('is told from what answers for another reason', () => {
    expect(ran(server('if ($request_method = PUT) { return 405; }'))).toContain('return 405')
    const both = 'set $x ""; if ($uri = /a) { set $x A; } if ($x = A) { return 403; }'
    expect(ran(server(both, 'listen 80; listen 443 ssl;'))).toContain('return 403')
  })
})
