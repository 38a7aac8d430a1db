import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'client-leaves-silent',
  version: 1,
  question: 'When is a client disconnect detected on an idle stream?',
  rank: 7,
  why: 'While nothing is sent, the application learns of a disconnect only if the proxy monitors its client connections. Otherwise its work for that client continues until the next write.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9112#section-9.6',
    'https://www.rfc-editor.org/rfc/rfc9113#section-5.4.2',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
  ],
  axes: { method: ['GET', 'POST'], front: ['h1', 'h1+tls', 'h2+tls'], leaving: ['closes', 'vanishes'] },
  needsFor: { 'leaving=vanishes': 'vanishing' },
  axisWords: {
    'method=GET': 'from the response to a GET',
    'method=POST': 'from the response to a POST',
    'front=h1+tls': 'over TLS',
    'front=h2+tls': 'over HTTP/2',
    'leaving=closes': '',
    'leaving=vanishes': 'of a client that vanishes',
  },
  asks: 'every',
  // With the kernel's own settings no proxy notices it in time: the other profiles would all show the same.
  asksFor: { 'leaving=vanishes': ['defaults', 'recommended', 'vanishing'] },
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 9_000,
  stallTolerance: 500,
  check: 'default',
  // What no setting of most configurations changes is not worth a check's time.
  checkValues: { leaving: ['closes'] },
  answers: { disconnect: 'every' },
  dependsOn: ['delivery/live', 'heartbeat/quiet', 'post-stream/request'],
  run,
  criteria,
}
