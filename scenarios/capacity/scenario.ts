import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'capacity',
  version: 1,
  title: 'How many streams at once, and what does the next one get?',
  rank: 9,
  why: 'A stream holds a connection, a thread or a process for as long as it lives. When none is left, nobody gets in, not even for a page.',
  references: [
    'https://nginx.org/en/docs/ngx_core_module.html#worker_connections',
    'https://httpd.apache.org/docs/2.4/mod/mpm_common.html#maxrequestworkers',
    'https://www.rfc-editor.org/rfc/rfc9113#section-5.1.2',
  ],
  axes: { front: ['h1', 'h2+tls'] },
  axisWords: { 'front=h1': 'over HTTP/1.1', 'front=h2+tls': 'on one connection of HTTP/2' },
  // Hundreds of streams are a second of the processor's time; what decides is set by few configurations.
  asks: ['capacity', 'defaults', 'recommended', 'prefork'],
  needs: [],
  load: 'heavy',
  proxy: 'own',
  longest: 45_000,
  play,
  criteria,
}
