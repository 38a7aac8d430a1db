import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'
import { ACCEPTS } from './streams.ts'

export const scenario: Scenario = {
  id: 'compression',
  version: 1,
  question: 'Is the stream compressed, and are compressed events still streamed?',
  rank: 6,
  why: 'A browser offers gzip with every request, including EventSource. A compressor that is not flushed after each event buffers events; one that ignores no-transform or Accept-Encoding breaks clients.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3',
    'https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3.3',
    'https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.6',
  ],
  axes: { event: ['60', '2000'], accepts: ACCEPTS },
  axisWords: {
    'event=60': 'with events of 60 bytes',
    'event=2000': 'with events of 2,000 bytes',
    'accepts=every': 'to a client that accepts every coding',
    'accepts=gzip': 'to a client that accepts gzip',
    'accepts=br': 'to a client that accepts br',
    'accepts=zstd': 'to a client that accepts zstd',
  },
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 12_000,
  stallTolerance: 300,
  check: 'default',
  // The codings of a browser, and of a minimal client library.
  checkValues: { accepts: ['every', 'gzip'] },
  answers: { compression: 'every' },
  dependsOn: ['delivery/live'],
  run,
  criteria,
}
