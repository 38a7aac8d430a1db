import type { Scenario } from '../../harness/model/index.ts'
import { CLOCK } from './clients.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'proxy-error',
  version: 1,
  title: 'What do clients get while the application is down, and when do they get through again?',
  why: 'Every deploy restarts the application. What the proxy says meanwhile decides whether an EventSource comes back, and some proxies go on refusing long after the application is there again.',
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
  // A minute of the proxy's is three seconds of ours.
  clock: CLOCK,
  longest: 20_000,
  play,
  criteria,
}
