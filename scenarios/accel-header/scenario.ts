import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'accel-header',
  version: 1,
  title: 'Can the application free its stream by X-Accel-Buffering: no?',
  why: 'Who cannot touch the proxy can still send a header. nginx obeys it in the answer of the origin, unless it was told not to; other proxies pass it on or know nothing of it.',
  references: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_headers',
  ],
  axes: {},
  axisWords: {},
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 12_000,
  play,
  criteria,
}
