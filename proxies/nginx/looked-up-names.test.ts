import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const whole = (http: string): string => `events {}\nhttp {\n${http}\n}\n`
const prepared = (text: string): string =>
  Object.values(adapter.prepare({ 'nginx.conf': text }, site, build).files).join('\n')
const answers502 = (http: string): boolean => prepared(whole(http)).includes('return 502')
const located = (lines: string): string => `server { listen 80; location / { ${lines} } }`

it.for([
  located('set $b app; proxy_pass http://$b:3000;'),
  located('set $b localhost; proxy_pass http://$b$request_uri;'),
  located('set $u http://app:3000; proxy_pass $u;'),
  // A variable anywhere in it.
  located('proxy_pass http://app:3000$request_uri;'),
  located('set $s http; set $b app; set $p 80; proxy_pass $s://$b:$p;'),
  `map $uri $b { default app; ~^/v2 other; } ${located('proxy_pass http://$b;')}`,
  // nginx finds an upstream by its name without a port.
  `upstream app { server b; } ${located('set $b app; proxy_pass http://$b:3000;')}`,
  `resolver_timeout 5s; ${located('set $b app; proxy_pass http://$b;')}`,
])('without a resolver nginx answers 502: %s', (http) => {
  expect(answers502(http)).toBe(true)
})

it.for([
  located('resolver 127.0.0.11; set $b app; proxy_pass http://$b:3000;'),
  `resolver 127.0.0.11; ${located('set $b app; proxy_pass http://$b:3000;')}`,
  located('proxy_pass http://app:3000;'),
  located('proxy_pass http://10.0.0.7:3000$request_uri;'),
  located('set $b [::1]; proxy_pass http://$b:3000;'),
  located('set $b unix:/run/app.sock:; proxy_pass http://$b;'),
  `upstream app { server b; } ${located('set $b app; proxy_pass http://$b;')}`,
  // Where a target without variables names it, nginx has looked it up at its start.
  `${located('set $b app; proxy_pass http://$b:3000;')} server { listen 81; location / { proxy_pass http://app:3000; } }`,
  `${located('set $b app; proxy_pass http://$b;')} server { listen 81; location / { proxy_pass http://app:80; } }`,
  // What a variable of the request is, the text does not say.
  located('proxy_pass http://$host:3000;'),
  `map $uri $b { default app; /x 10.0.0.7; } ${located('proxy_pass http://$b;')}`,
])('the name is not looked up, or that is not known: %s', (http) => {
  expect(answers502(http)).toBe(false)
})

it('a part of a configuration is tested as if it had one, and a remark says so', () => {
  const text = located('set $b app; proxy_pass http://$b:3000;')
  expect(prepared(text)).not.toContain('return 502')
  const says = 'unless a file that was not given has a `resolver` (or an `upstream app`), nginx answers 502'
  const remarks = (config: string) => adapter.remarks?.({ 'nginx.conf': config }, build)
  expect(remarks(text)).toEqual([{ where: 'nginx.conf:1', says: expect.stringContaining(says) }])
  expect(remarks(whole(text))).toEqual([])
  expect(remarks(whole(`include more.conf; ${text}`))).toEqual([
    { where: 'nginx.conf:3', says: expect.stringContaining(says) },
  ])
})

it('the 502 is ended by a resolver', () => {
  const failing = { criterion: 'delivery/live', observed: ['no-stream'] }
  const first = (http: string) => remedies.candidates({ config: { 'nginx.conf': whole(http) }, build }, failing)[0]
  expect(first(located('set $b app; proxy_pass http://$b:3000;'))).toMatchObject({
    title: 'set resolver 127.0.0.11',
    setting: { says: 'resolver is not set: none is the default' },
  })
  expect(first(located('proxy_pass http://app:3000;'))?.title).not.toContain('resolver')
})
