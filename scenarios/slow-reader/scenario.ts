import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'slow-reader',
  version: 2,
  title: 'The client stops reading: how much does the proxy take in its place?',
  why: 'A phone that sleeps reads nothing. A proxy that takes the stream meanwhile keeps it in memory or on disk, for each such client, and the application never learns that it should slow down.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9293#section-3.8.6',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_max_temp_file_size',
  ],
  axes: { front: ['h1'] },
  axisWords: {},
  asks: 'every',
  needs: [],
  // Each takes tens of megabytes from one end to the other.
  load: 'heavy',
  // A proxy that compresses or writes to disk does nothing else meanwhile: what others ask of it would be late.
  proxy: 'own',
  longest: 14_000,
  play,
  criteria,
}
