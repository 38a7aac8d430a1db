import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'truncation',
  version: 2,
  question: 'When the origin aborts a response, can the client tell that it is truncated?',
  rank: 5,
  why: 'An origin that crashes leaves a partial response. If the proxy terminates it properly, the client takes it for complete, and nobody notices what is missing.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9112#section-8',
    'https://www.rfc-editor.org/rfc/rfc9113#section-8.1.1',
    'https://www.rfc-editor.org/rfc/rfc9110#section-7.7',
  ],
  axes: { front: ['h1', 'h1+tls', 'h2+tls'] },
  axisWords: { 'front=h1+tls': 'over TLS', 'front=h2+tls': 'over HTTP/2' },
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  streams: 5,
  longest: 12_000,
  stallTolerance: 800,
  check: 'all',
  answers: { resume: 'every' },
  dependsOn: ['delivery/live', 'truncation/told'],
  run,
  criteria,
}
