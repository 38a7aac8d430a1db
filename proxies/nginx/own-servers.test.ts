import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const remarks = (target: string, listen: string, inner = ''): readonly string[] => {
  const first = `server { listen 443; location / { proxy_pass ${target}; } }`
  const second = `server { listen ${listen}; location / { proxy_pass http://a; ${inner} } }`
  const found = adapter.remarks?.({ 'a.conf': `${first}\n${second}` }, build) ?? []
  return found.map(({ where, says }) => `${where} ${says}`)
}

it.for([
  ['http://127.0.0.1:8080', '127.0.0.1:8080'],
  ['http://localhost:8080', '127.0.0.1:8080'],
  ['http://127.0.0.1', '80'],
  ['http://[::1]:8080', '[::]:8080'],
] as const)('%s is the server that listens at %s', ([target, listen]) => {
  expect(remarks(target, listen)).toEqual([
    `a.conf:1 \`proxy_pass ${target}\` leads to another server of this configuration (a.conf:2): a stream passes both, and each is tested by itself`,
  ])
})

it('the field that it adds for the nginx in front has an effect there', () => {
  expect(remarks('http://127.0.0.1:81', '81', 'add_header X-Accel-Buffering no;')).toEqual([
    expect.stringMatching(/\(a\.conf:2\) has an effect here: test it with --origin-header 'X-Accel-Buffering: no'$/),
  ])
})

it.for([
  ['http://127.0.0.1:8080', '127.0.0.1:8081'],
  ['http://10.0.0.7:8080', '8080'],
  // A request to its own address may be for any server there.
  ['http://127.0.0.1:443', '127.0.0.1:443'],
  ['http://127.0.0.2:8080', '127.0.0.1:8080'],
] as const)('%s is not known to be the server that listens at %s', ([target, listen]) => {
  expect(remarks(target, listen)).toEqual([])
})

it('the route names the server that it leads to', () => {
  const text = `server { listen 443; location / { proxy_pass http://127.0.0.1:80; } }
server { listen 80; location / { proxy_pass http://a; } }`
  expect(adapter.routes?.({ 'a.conf': text }, build).map(({ next }) => next)).toEqual([
    [{ server: 'a.conf:2', where: 'a.conf:2' }],
    undefined,
  ])
})
