import { expect, it } from 'vitest'
import { adapter } from '../../proxies/nginx/adapter.ts'
import { build } from '../../proxies/nginx/build.fixture.ts'
import { NOWHERE } from './nowhere.ts'

it('a target with a variable behind its port can be read as it can be run', () => {
  const text = 'server { location / { proxy_pass http://app:4000$request_uri; } }'
  expect(adapter.prepare({ 'a.conf': text }, NOWHERE, build).path).toBe('/sse/')
})

it('a target that is a variable is read like any other', () => {
  const text =
    'server {\nset $backend http://api:3000;\nproxy_read_timeout 5s;\nlocation / { proxy_pass $backend; }\n}\n'
  expect(adapter.prepare({ 'a.conf': text }, NOWHERE, build).settings.timers[0]?.ms).toBe(5000)
})
