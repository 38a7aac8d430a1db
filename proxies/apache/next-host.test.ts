import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const nexts = (target: string, inner: string): (string | undefined)[] | undefined => {
  const front = `<VirtualHost *:80>\nServerName a.example.com\nProxyPass / ${target}\n</VirtualHost>\n`
  const behind = `<VirtualHost ${inner}>\nServerName b.example.com\nProxyPass / http://10.0.0.9/\n</VirtualHost>\n`
  return adapter
    .routes?.({ 'a.conf': front + behind }, build)
    .map(({ next }) => next?.map(({ where, server }) => `${where} in ${server}`).join())
}

it.for([
  ['http://127.0.0.1:8082/', '127.0.0.1:8082', 'a.conf:7 in a.conf:5'],
  ['http://localhost:8082/app/', '*:8082', 'a.conf:7 in a.conf:5'],
  ['http://127.0.0.1:8083/', '127.0.0.1:8082', undefined],
  ['http://10.0.0.7:8082/', '*:8082', undefined],
  // A request to its own address may be for any host there.
  ['http://127.0.0.1/', '*:80', undefined],
] as const)('%s, beside a host at %s, leads to %s', ([target, inner, next]) => {
  expect(nexts(target, inner)).toEqual([next, undefined])
})

it('the name that is sent, the path and the servers of a group decide', () => {
  const hosts = ['blog', 'shop'].map(
    (name) =>
      `<VirtualHost *:8082>\nServerName ${name}.example\nProxyPass /live/ http://10.0.0.8/\nProxyPass / http://10.0.0.9/\n</VirtualHost>\n`,
  )
  const to = (...lines: string[]) => {
    const text = `${hosts.join('')}<VirtualHost *:80>\nServerName shop.example\n${lines.join('\n')}\n</VirtualHost>\n`
    const routes = adapter.routes?.({ 'a.conf': text }, build) ?? []
    return routes.find(({ serverWhere }) => serverWhere === 'a.conf:11')?.next?.map(({ where }) => where)
  }
  expect(to('ProxyPass / http://127.0.0.1:8082/')).toEqual(['a.conf:4'])
  expect(to('ProxyPreserveHost On', 'ProxyPass / http://127.0.0.1:8082/')).toEqual(['a.conf:9'])
  expect(to('ProxyPass /app/ http://127.0.0.1:8082/live/')).toEqual(['a.conf:3'])
  const group = '<Proxy balancer://app>\nBalancerMember http://127.0.0.1:8082\n</Proxy>'
  expect(to(group, 'ProxyPass / balancer://app/')).toEqual(['a.conf:4'])
})
