import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'post-stream',
  version: 1,
  question: 'Is the response to a POST streamed token by token?',
  why: 'Language model APIs stream the response to a POST with a JSON body, and end it with [DONE]. A proxy setting that applies only to GET does not help here.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9110#section-9.3.3',
    'https://platform.openai.com/docs/api-reference/chat-streaming',
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream',
  ],
  axes: { front: ['h1', 'h1+tls', 'h2+tls'] },
  axisWords: {
    'front=h1': 'over cleartext HTTP/1.1',
    'front=h1+tls': 'over HTTP/1.1 with TLS',
    'front=h2+tls': 'over HTTP/2',
  },
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 10_000,
  stallTolerance: 400,
  check: 'default',
  answers: { post: 'every' },
  dependsOn: ['delivery/live', 'post-stream/request'],
  run,
  criteria,
}
