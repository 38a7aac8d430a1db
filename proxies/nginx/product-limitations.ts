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

const FINAL_EARLY_HINTS: Innate = {
  says: 'nginx before 1.29 takes a 103 (Early Hints) of the application for its final response; over HTTP/2 the client gets no other one',
  doc: 'https://nginx.org/en/CHANGES',
  instead: {
    criterion: 'delivery/live',
    says: 'let the application send no 103 before a stream; Link can be a field of the response itself',
  },
}

export function innateTo(build: BuildFacts, { criterion, front, observed }: Failing): Innate | undefined {
  if (front !== 'h2+tls') return undefined
  const isFailing = (id: string, is: string): boolean => criterion === id && observed.every((seen) => seen === is)
  if (isFailing('delivery/head-first', 'delayed') && !isAtLeast(build, '1.26.0')) return HEAD_WITH_BODY
  if (isFailing('headers-first/early-hints', 'lost') && !isAtLeast(build, '1.29.0')) return FINAL_EARLY_HINTS
  return undefined
}
