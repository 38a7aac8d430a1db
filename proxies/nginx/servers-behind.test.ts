import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

/** `file:line` of the places that the first route leads to. */
const nexts = (...lines: string[]): readonly string[] => {
  const routes = adapter.routes?.({ 'a.conf': lines.join('\n') }, build) ?? []
  return routes.find(({ where }) => where === 'a.conf:1')?.next?.map(({ where }) => where) ?? []
}
const front = (target: string, fields = '', location = '/') =>
  `server { listen 443; server_name shop.example; location ${location} { ${fields} proxy_pass ${target}; } }`
const inner = (listen: string, name = '') =>
  `server { listen ${listen}; ${name && `server_name ${name};`} location / { proxy_pass http://10.0.0.9; } }`

it.for([
  ['http://inner', '127.0.0.1:8080', 'server 127.0.0.1:8080;'],
  ['http://inner', '127.0.0.1:80', 'server 127.0.0.1;'],
  ['http://inner', 'unix:/run/inner.sock', 'server unix:/run/inner.sock;'],
  ['http://unix:/run/inner.sock', 'unix:/run/inner.sock', ''],
  ['http://unix:/run/inner.sock:/', 'unix:/run/inner.sock', ''],
] as const)('%s leads to the server that listens at %s, by { %s }', ([target, listen, servers]) => {
  expect(nexts(front(target), inner(listen), servers && `upstream inner { ${servers} }`)).toEqual(['a.conf:2'])
})

it('each server of a group counts', () => {
  const group = 'upstream inner { server 127.0.0.1:8081; server 127.0.0.1:8082; server 10.0.0.7:8083; }'
  expect(nexts(front('http://inner'), inner('8081'), inner('8082'), inner('8083'), group)).toEqual([
    'a.conf:2',
    'a.conf:3',
  ])
})

it('the name that is sent decides between servers of one address', () => {
  const behind = [inner('8080', 'blog.example'), inner('8080', 'shop.example'), inner('8080 default_server', '_')]
  const to = (fields: string) => nexts(front('http://127.0.0.1:8080', fields), ...behind)
  expect(to('proxy_set_header Host $host;')).toEqual(['a.conf:3'])
  expect(to('proxy_set_header Host blog.example;')).toEqual(['a.conf:2'])
  expect(to('')).toEqual(['a.conf:4'])
  expect(to('proxy_set_header Host $name_that_is_set;')).toEqual(['a.conf:4'])
})

it('so does the path that is sent', () => {
  const places = [
    'server { listen 8080; location / { proxy_pass http://a; }',
    'location /app/ { proxy_pass http://b; }',
    'location /live/ { proxy_pass http://c; } }',
  ]
  expect(nexts(front('http://127.0.0.1:8080', '', '/app/'), ...places)).toEqual(['a.conf:3'])
  expect(nexts(front('http://127.0.0.1:8080/', '', '/app/'), ...places)).toEqual(['a.conf:2'])
  expect(nexts(front('http://127.0.0.1:8080/live/', '', '/app/'), ...places)).toEqual(['a.conf:4'])
  expect(nexts(front('http://127.0.0.1:8080', 'rewrite ^/app/(.*) /live/$1 break;', '/app/'), ...places)).toEqual([
    'a.conf:4',
  ])
})

it('a server that answers by itself is no place that a stream passes', () => {
  expect(nexts(front('http://127.0.0.1:8080'), 'server { listen 8080; location / { root /srv; } }')).toEqual([])
})
