import { expect, test } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const twice = (http: string, inside: string) =>
  (adapter.remarks?.({ 'a.conf': `${http}\nserver { location / {\n${inside}\nproxy_pass http://a; } }` }, build) ?? [])
    .filter(({ says }) => says.includes('second Content-Type'))
    .map(({ where }) => where)

const OWN = 'add_header Content-Type text/event-stream;'

test.for([
  ['', OWN, ['a.conf:3']],
  ['', `if ($http_origin) { add_header 'content-type' "text/event-stream"; }`, ['a.conf:3']],
  [OWN, '', ['a.conf:1']],
  // One of the location's own takes the place of all that is further out.
  [OWN, 'add_header X-A b;', []],
  ['', `proxy_hide_header Content-Type; ${OWN}`, []],
  ['proxy_hide_header Content-Type;', OWN, []],
  // The same for what is hidden.
  ['proxy_hide_header Content-Type;', `proxy_hide_header X-B; ${OWN}`, ['a.conf:3']],
  ['', 'add_header Cache-Control no-store;', []],
] as const)('%s … %s', ([http, inside, places]) => {
  expect(twice(http, inside)).toEqual(places)
})
