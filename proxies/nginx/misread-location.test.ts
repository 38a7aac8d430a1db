import { expect, test } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'
import { parseNginx } from './config.ts'
import { locationsIn } from './locations.ts'
import { misread } from './misread-location.ts'

const of = (name: string) => {
  const [location = expect.fail()] = locationsIn(parseNginx(`location ${name} { }`, 'a.conf'))
  return misread(location)
}

test.for([
  ['^/events', '`location ^~ /events` or `location ~ ^/events`', '/events'],
  ['^/events/(.*)$', '`location ~ ^/events/(.*)$`', '/events/'],
  ['events/', '`location /events/`', '/events/'],
  ['= events', '`location = /events`', '/events'],
  ['^~ events', '`location ^~ /events`', '/events'],
  ['*.sse', '`location ~ \\.sse$`', '/k3v9.sse'],
  ['/events/*', '`location /events/`', '/events/'],
  ['/events*', '`location /events`', '/events'],
  ['^~ /events/(.*)', '`location ^~ /events/`', '/events/'],
  ['/events$', '`location = /events`', '/events'],
  ['/v1/.*/stream', '`location ~ ^/v1/.*/stream`', '/v1/a/stream'],
  ['/(events|live)', '`location ~ ^/(events|live)`', '/events'],
] as const)('location %s', ([name, meant, path]) => {
  expect(of(name)).toMatchObject({ meant, path })
})

test.for([
  '/',
  '/events',
  '= /events',
  '^~ /a+b',
  '~ ^/e',
  '~* \\.sse$',
  '@app',
  '/a.b/~c/%20',
  '^~/x',
  '=/x',
] as const)('location %s is right', (name) => {
  expect(of(name)).toBeUndefined()
})

test('it has no route of its own, and its path is asked for where it really goes', () => {
  const text = 'server { location /a/* { proxy_pass http://a; } location / { proxy_pass http://b; } }'
  const found = adapter.routes?.({ 'a.conf': text }, build) ?? []
  expect(found.map(({ name, path }) => `${name}: ${path}`)).toEqual(['location /: /a/'])
})
