import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'retry-replay',
  version: 1,
  title: 'The origin fails before its head: does the proxy ask again, behind the client’s back?',
  why: 'A proxy that asks again starts an expensive answer twice, and may do twice what must be done once. The application sees a second request that nobody made.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2',
    'https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream',
  ],
  axes: { failure: ['slow', 'reset', '503'], method: ['GET', 'POST'], front: ['h1'] },
  axisWords: {
    'failure=slow': 'when its head is slow',
    'failure=reset': 'when it resets before its head',
    'failure=503': 'when it answers 503',
    'method=GET': 'to a GET',
    'method=POST': 'to a POST',
  },
  // A server that failed is avoided for a while, so each cell needs a proxy of its own: those that may ask again are asked, and what
  // people start from.
  asks: ['retry', 'defaults', 'recommended', 'short-timeout'],
  needs: [],
  load: 'waiting',
  proxy: 'own',
  longest: 12_000,
  play,
  criteria,
}
