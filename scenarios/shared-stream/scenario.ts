import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'shared-stream',
  version: 2,
  title: 'Does each client of one URL get a stream of its own?',
  why: 'A cache that keeps a stream shows the next client what the first one got: old events, or those of another user. One that collapses requests lets the next client wait for a stream that never ends.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9111#section-3',
    'https://www.rfc-editor.org/rfc/rfc9111#section-5.2',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache_lock',
  ],
  axes: { cache: ['no-cache', 'none', 'max-age', 'private'] },
  axisWords: {
    'cache=no-cache': 'where the application says Cache-Control: no-cache',
    'cache=none': 'where the application says nothing of caching',
    'cache=max-age': 'where the application says Cache-Control: max-age=60',
    'cache=private': 'where the application says Cache-Control: private',
  },
  asks: 'every',
  needs: [],
  load: 'waiting',
  // Each cell has URLs of its own, so that what a cache keeps of one is not seen by another.
  proxy: 'shared',
  longest: 20_000,
  play,
  criteria,
}
