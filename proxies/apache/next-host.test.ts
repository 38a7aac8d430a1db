import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const nexts = (target: string, inner: string): (string | undefined)[] | undefined => {
  const front = `<VirtualHost *:80>\nServerName a.example.com\nProxyPass / ${target}\n</VirtualHost>\n`
  const behind = `<VirtualHost ${inner}>\nServerName b.example.com\nProxyPass / http://10.0.0.9/\n</VirtualHost>\n`
  return adapter.routes?.({ 'a.conf': front + behind }, build).map(({ next }) => next)
}

it.for([
  ['http://127.0.0.1:8082/', '127.0.0.1:8082', 'a.conf:5'],
  ['http://localhost:8082/app/', '*:8082', 'a.conf:5'],
  ['http://127.0.0.1:8083/', '127.0.0.1:8082', undefined],
  ['http://10.0.0.7:8082/', '*:8082', undefined],
  // A request to its own address may be for any host there.
  ['http://127.0.0.1/', '*:80', undefined],
] as const)('%s, beside a host at %s, leads to %s', ([target, inner, next]) => {
  expect(nexts(target, inner)).toEqual([next, undefined])
})
