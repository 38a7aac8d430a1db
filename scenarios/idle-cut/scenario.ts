import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'
import { CLOCK } from './time.ts'

export const scenario: Scenario = {
  id: 'idle-cut',
  version: 2,
  question: 'After how long is an idle stream closed, up to two minutes?',
  rank: 3,
  why: 'Default timeouts of a minute close streams that wait for something to happen. The proxy’s clock runs sixty times faster here, so that its minute is measured instead of read from the configuration.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://httpd.apache.org/docs/2.4/mod/core.html#timeout',
  ],
  axes: { front: ['h1'] },
  axisWords: { 'front=h1': 'over cleartext HTTP/1.1' },
  asks: 'every',
  needs: ['clock'],
  clock: CLOCK,
  load: 'waiting',
  proxy: 'shared',
  longest: 25_000,
  stallTolerance: 500,
  check: 'default',
  answers: { 'idle-timeout': 'every' },
  dependsOn: ['delivery/live', 'heartbeat/quiet', 'idle-cut/limit'],
  run,
  criteria,
}
