import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const place = 'location / { proxy_pass http://a; }'
const frontsOf = (text: string, version: string) =>
  adapter.routes?.({ 'a.conf': text }, { ...build, version }).map(({ fronts }) => fronts.join(' '))

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
  // Whether an address speaks TLS is the same for each of its servers.
  [
    `server { listen 443 ssl; server_name a; ${place} } server { listen 443; server_name b; ${place} }`,
    '1.26.3',
    ['h1+tls', 'h1+tls'],
  ],
  [`server { listen 443; ssl on; ${place} }`, '1.22.1', ['h1+tls']],
  [`server { listen 443 http2; ssl on; ${place} }`, '1.26.3', ['h1+tls h2+tls']],
  [`ssl on; server { listen 443; ${place} } server { listen 80; ssl off; ${place} }`, '1.26.3', ['h1+tls', 'h1']],
  [
    `server { listen 443; server_name a; ssl off; ${place} }
     server { listen 443 default_server; server_name b; ssl on; ${place} }`,
    '1.26.3',
    ['h1+tls', 'h1+tls'],
  ],
] as const)('%s on %s', ([text, version, fronts]) => {
  expect(frontsOf(text, version)).toEqual(fronts)
})
