import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'
import { STUCK } from './streams.ts'

export const scenario: Scenario = {
  id: 'slow-reader',
  version: 2,
  question: 'When the client stops reading, how much does the proxy buffer for it?',
  why: 'A sleeping phone reads nothing. A proxy without backpressure keeps the stream in memory or on disk for each such client, and the application is never slowed down.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9293#section-3.8.6',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_max_temp_file_size',
  ],
  axes: { front: ['h1'] },
  axisWords: {},
  asks: 'every',
  needs: [],
  // Each test case transfers tens of megabytes.
  load: 'heavy',
  // A proxy that compresses or writes to disk would delay other test cases.
  proxy: 'own',
  longest: 14_000,
  stallTolerance: STUCK / 2,
  // The transfer of tens of megabytes would delay other test cases.
  check: 'never',
  answers: {},
  dependsOn: ['delivery/live'],
  run,
  criteria,
}
