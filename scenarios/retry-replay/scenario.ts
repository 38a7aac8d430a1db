import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'retry-replay',
  version: 3,
  question: 'If the origin fails before its response headers, does the proxy retry the request?',
  why: 'A proxy that retries starts an expensive response twice, and may repeat an operation that must happen once. The application sees a second request that no client sent.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2',
    'https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream',
  ],
  axes: { failure: ['slow', 'reset', '503', 'closing'], method: ['GET', 'POST'], front: ['h1'] },
  axisWords: {
    'failure=slow': 'when the headers are slow',
    'failure=reset': 'when the origin resets before its headers',
    'failure=503': 'when the origin answers 503',
    'failure=closing': 'after 5 s idle',
    'method=GET': 'to a GET',
    'method=POST': 'to a POST',
  },
  // A proxy avoids a failed server for a while, so each test case needs its own proxy: only profiles that may retry are tested, and the ones that
  // people start from.
  asks: ['retry', 'defaults', 'recommended', 'short-timeout'],
  needs: [],
  load: 'waiting',
  proxy: 'own',
  longest: 15_000,
  stallTolerance: 1000,
  check: 'all',
  checkValues: { failure: ['closing', 'reset'] },
  answers: { 'before-headers': 'every' },
  dependsOn: ['delivery/live', 'retry-replay/requests'],
  run,
  criteria,
}
