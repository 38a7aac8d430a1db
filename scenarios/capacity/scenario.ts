import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'capacity',
  version: 2,
  question: 'How many concurrent streams are served, and what does the next client get?',
  rank: 9,
  why: 'An open stream occupies a connection, a thread or a process. When none is left, no request is served, not even for a page.',
  references: [
    'https://nginx.org/en/docs/ngx_core_module.html#worker_connections',
    'https://httpd.apache.org/docs/2.4/mod/mpm_common.html#maxrequestworkers',
    'https://www.rfc-editor.org/rfc/rfc9113#section-5.1.2',
  ],
  axes: { front: ['h1', 'h2+tls'] },
  axisWords: { 'front=h1': 'over HTTP/1.1', 'front=h2+tls': 'on one HTTP/2 connection' },
  // Hundreds of streams cost a second of CPU time, and few configurations set a limit.
  asks: ['capacity', 'defaults', 'recommended', 'prefork'],
  needs: [],
  load: 'heavy',
  proxy: 'own',
  longest: 45_000,
  stallTolerance: 1000,
  check: 'separate',
  answers: {},
  dependsOn: ['delivery/live'],
  run,
  criteria,
}
