/** Effects of nginx on a stream that no configuration changes. Each is verified by running the route alone before it is reported. */
import type { BuildFacts, ConfigTree, Failing, Innate } from '../../harness/model/index.ts'
import { isAtLeast } from './version.ts'

/** Over another front no part of it delays the response headers. */
export const BARE: ConfigTree = {
  'bare.conf': `server {
    listen 80;
    location /sse/ {
        proxy_pass http://app;
        proxy_http_version 1.1;
        proxy_buffering off;
    }
}
`,
}

const HEAD_WITH_BODY: Innate = {
  says: 'over HTTP/2, nginx before 1.26 sends the response headers together with the first body bytes',
  doc: 'https://nginx.org/en/CHANGES-1.26',
  instead: {
    criterion: 'heartbeat/delivered',
    says: 'let the application send a comment (a line with a colon) immediately after the response headers: it is delivered when it is sent, and the headers with it',
  },
}

export function innateTo(build: BuildFacts, { criterion, front, observed }: Failing): Innate | undefined {
  const isHead = criterion === 'delivery/head-first' && observed.every((seen) => seen === 'delayed')
  return isHead && front === 'h2+tls' && !isAtLeast(build, '1.26.0') ? HEAD_WITH_BODY : undefined
}
