import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'reload',
  version: 3,
  question: 'During a reload of the proxy, do open streams survive, and are new ones served?',
  rank: 8,
  why: 'Every configuration change of a proxy is a reload. If it drops streams, all clients reconnect at the same moment.',
  references: [
    'https://nginx.org/en/docs/control.html#reconfiguration',
    'https://httpd.apache.org/docs/2.4/stopping.html#graceful',
    'https://www.rfc-editor.org/rfc/rfc9113#section-6.8',
  ],
  axes: { front: ['h1', 'h2+tls'] },
  axisWords: { 'front=h1': 'over HTTP/1.1', 'front=h2+tls': 'over HTTP/2' },
  asks: 'every',
  needs: ['reload'],
  load: 'waiting',
  proxy: 'own',
  longest: 12_000,
  stallTolerance: 500,
  check: 'default',
  answers: { reload: 'every' },
  dependsOn: ['delivery/live', 'delivery/content-type', 'reload/new-streams'],
  run,
  criteria,
}
