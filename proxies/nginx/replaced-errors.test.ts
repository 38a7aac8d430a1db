import { expect, test } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const said = (http: string, inside: string) =>
  (adapter.remarks?.({ 'a.conf': `${http}\nserver { location / {\n${inside}\nproxy_pass http://a; } }` }, build) ?? [])
    .filter(({ says }) => says.includes('intercept'))
    .map(({ where, says }) => `${where} ${/with status (.*?) by/.exec(says)?.[1]}`)

const ON = 'proxy_intercept_errors on;'
const PAGE = 'error_page 401 503 /e.html;'

test.for([
  ['', `${ON} ${PAGE}`, ['a.conf:3 401, 503']],
  [`${ON} ${PAGE}`, '', ['a.conf:1 401, 503']],
  [PAGE, ON, ['a.conf:3 401, 503']],
  [ON, 'error_page 404 @a; error_page 404 500 =200 /b;', ['a.conf:1 404, 500']],
  // One of the location's own takes the place of all that is further out.
  [`${ON} ${PAGE}`, 'error_page 418 @a;', ['a.conf:1 418']],
  [`${ON} ${PAGE}`, 'error_page 301 @a;', []],
  [`${ON} ${PAGE}`, 'proxy_intercept_errors off;', []],
  ['', ON, []],
  [PAGE, '', []],
] as const)('%s … %s', ([http, inside, expected]) => {
  expect(said(http, inside)).toEqual(expected)
})
