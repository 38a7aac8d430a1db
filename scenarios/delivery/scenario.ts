import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'delivery',
  version: 2,
  title: 'Is each event at the client while the next is withheld?',
  rank: 1,
  why: 'A proxy that collects bytes before it passes them on turns a live stream into bursts, or into silence.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes',
    'https://www.rfc-editor.org/rfc/rfc9112#section-7.1',
  ],
  axes: { origin: ['chunked', 'close-delimited'], event: ['60', '2000'], front: ['h1', 'h1+tls', 'h2+tls'] },
  axisWords: {
    'origin=chunked': 'with a chunked origin',
    'origin=close-delimited': 'with a close-delimited origin',
    'front=h1': 'over HTTP/1.1 in the clear',
    'front=h1+tls': 'over HTTP/1.1 and TLS',
    'front=h2+tls': 'over HTTP/2',
    'event=60': 'with a first event of 60 bytes',
    'event=2000': 'with a first event of 2,000 bytes',
  },
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 20_000,
  certain: {
    'head-waits': 'the response head is not at the client one second after the origin sent it',
    nudge: 'an event is not at the client one second after the origin sent it',
  },
  play,
  criteria,
}
