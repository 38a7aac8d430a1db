import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'
import { CLOCK } from './time.ts'

export const scenario: Scenario = {
  id: 'slow-head',
  version: 2,
  question: 'How long does the proxy wait for response headers, and what does the client get after that?',
  why: 'An application that computes before it answers, or that sends its headers with its first event, runs into the timeout for the first byte, not into the idle timeout.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9110#section-15.6.5',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#proxytimeout',
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model',
  ],
  axes: { front: ['h1'] },
  axisWords: { 'front=h1': 'over cleartext HTTP/1.1' },
  asks: 'every',
  needs: ['clock'],
  clock: CLOCK,
  load: 'waiting',
  proxy: 'shared',
  longest: 20_000,
  stallTolerance: 500,
  check: 'all',
  answers: { 'before-headers': 'every' },
  dependsOn: ['delivery/live', 'slow-head/limit'],
  run,
  criteria,
}
