import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'post-upload',
  version: 1,
  question: 'Is a request body streamed to the application while it is sent?',
  why: 'Speech, agents and large prompts stream into the application while it answers. A proxy that buffers the whole body delays that; one with a size or time limit rejects it.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9112#section-7.1',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_request_buffering',
    'https://httpd.apache.org/docs/2.4/mod/mod_reqtimeout.html',
  ],
  axes: { front: ['h1', 'h2+tls'] },
  axisWords: { 'front=h2+tls': 'over HTTP/2' },
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 14_000,
  stallTolerance: 400,
  check: 'all',
  answers: { post: 'every' },
  dependsOn: ['post-upload/whole'],
  run,
  criteria,
}
