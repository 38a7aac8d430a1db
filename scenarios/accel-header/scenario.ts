import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'accel-header',
  version: 1,
  question: 'Does X-Accel-Buffering: no from the application turn off buffering?',
  why: 'An application that cannot change the proxy’s configuration can still send a response header. nginx obeys it unless proxy_ignore_headers says otherwise; other proxies forward it or ignore it.',
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
  stallTolerance: 300,
  check: 'all',
  answers: {},
  dependsOn: ['delivery/live'],
  run,
  criteria,
}
