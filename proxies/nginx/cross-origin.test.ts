import { expect, test } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const said = (http: string, inside: string) =>
  (adapter.remarks?.({ 'a.conf': `${http}\nserver { location / {\n${inside}\nproxy_pass http://a; } }` }, build) ?? [])
    .filter(({ says }) => /OPTIONS|Allow-Origin/.test(says))
    .map(({ where, says }) => `${where} ${/`([^`]*)`/.exec(says)?.[1]}`)

const OWN = 'add_header Access-Control-Allow-Origin *;'

test.for([
  ['', 'limit_except GET POST { deny all; }', ['a.conf:3 limit_except GET POST']],
  ['', 'limit_except GET { auth_basic x; }', ['a.conf:3 limit_except GET']],
  ['', 'limit_except GET options { deny all; }', []],
  ['', 'limit_except GET { allow all; }', []],
  ['', OWN, ['a.conf:3 add_header Access-Control-Allow-Origin']],
  [OWN, '', ['a.conf:1 add_header Access-Control-Allow-Origin']],
  // One of the location's own takes the place of all that is further out.
  [OWN, 'add_header X-A b;', []],
  ['', `proxy_hide_header access-control-allow-origin; ${OWN}`, []],
  ['proxy_hide_header Access-Control-Allow-Origin;', OWN, []],
  ['', 'add_header Access-Control-Allow-Methods GET;', []],
] as const)('%s … %s', ([http, inside, expected]) => {
  expect(said(http, inside)).toEqual(expected)
})
