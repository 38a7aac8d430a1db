import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'
import { CLOCK } from './time.ts'

export const scenario: Scenario = {
  id: 'idle-cut',
  version: 2,
  title: 'How long may a stream be silent, in the proxy’s own time?',
  rank: 3,
  why: 'Defaults of a minute cut streams that wait for something to happen. The proxy lives sixty times faster here, so that its minute is played, and not read.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://httpd.apache.org/docs/2.4/mod/core.html#timeout',
  ],
  axes: { front: ['h1'] },
  axisWords: { 'front=h1': 'over HTTP/1.1 in the clear' },
  asks: 'every',
  needs: ['clock'],
  clock: CLOCK,
  load: 'waiting',
  proxy: 'shared',
  longest: 25_000,
  play,
  criteria,
}
