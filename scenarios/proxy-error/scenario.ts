import type { Scenario } from '../../harness/model/index.ts'
import { CLOCK } from './clients.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'proxy-error',
  version: 1,
  question: 'What do clients get while the application is down, and when are they served again?',
  why: 'Every deployment restarts the application. The proxy’s responses meanwhile decide whether an EventSource reconnects, and some proxies keep rejecting requests long after the application is up again.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model',
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#fail_timeout',
    'https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#workers',
  ],
  axes: {},
  axisWords: {},
  asks: 'every',
  needs: ['clock'],
  load: 'timing',
  proxy: 'own',
  // One minute of the proxy's time takes three seconds.
  clock: CLOCK,
  longest: 20_000,
  stallTolerance: 1000,
  // It tests error pages, whose files `check` does not get.
  check: 'never',
  answers: {},
  dependsOn: ['delivery/live', 'proxy-error/cut-seen'],
  run,
  criteria,
}
