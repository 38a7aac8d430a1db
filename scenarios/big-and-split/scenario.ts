import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'big-and-split',
  version: 1,
  question: 'Does every byte arrive, wherever the stream is split into segments?',
  why: 'Proxies and filters that process text can fail on line endings, on multi-byte characters split across segments, and on lines larger than their buffers.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream',
    'https://www.rfc-editor.org/rfc/rfc9110#section-7.7',
  ],
  axes: { front: ['h1'] },
  axisWords: {},
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 14_000,
  stallTolerance: 1000,
  check: 'all',
  answers: {},
  dependsOn: ['delivery/live'],
  run,
  criteria,
}
