import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'http2',
  version: 2,
  title: 'Do many streams on one HTTP/2 connection live side by side?',
  why: 'Over HTTP/2 a browser opens all streams of a site on one connection. One that is slow, or large, must not hold up the others.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9113#section-5',
    'https://www.rfc-editor.org/rfc/rfc9113#section-5.2',
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes',
  ],
  axes: { front: ['h2+tls'] },
  axisWords: { 'front=h2+tls': '' },
  asks: 'every',
  needs: ['http2'],
  load: 'waiting',
  proxy: 'shared',
  longest: 12_000,
  play,
  criteria,
}
