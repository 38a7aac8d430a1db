import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'shared-stream',
  version: 2,
  question: 'Does each client of one URL get its own stream?',
  why: 'A cache that stores a stream serves it to the next client: old events, or those of another user. A cache that collapses requests makes the next client wait for a stream that never ends.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9111#section-3',
    'https://www.rfc-editor.org/rfc/rfc9111#section-5.2',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache_lock',
  ],
  axes: { cache: ['no-cache', 'none', 'max-age', 'private'] },
  axisWords: {
    'cache=no-cache': 'with Cache-Control: no-cache',
    'cache=none': 'without Cache-Control',
    'cache=max-age': 'with Cache-Control: max-age=60',
    'cache=private': 'with Cache-Control: private',
  },
  axisFields: { cache: 'Cache-Control' },
  asks: 'every',
  needs: [],
  load: 'waiting',
  // Each test case has its own URLs, so that cached responses do not affect another.
  proxy: 'shared',
  longest: 20_000,
  stallTolerance: 350,
  check: 'default',
  answers: {},
  dependsOn: ['delivery/live'],
  run,
  criteria,
}
