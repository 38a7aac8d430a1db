import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

it.for([
  'ProxyPass /old ajp://a:8009/',
  'ProxyPass /old balancer://g/\n<Proxy balancer://g>\nBalancerMember ajp://a:8009 route=\x24{node}\n</Proxy>',
  'ProxyPass /old balancer://g/\nBalancerMember balancer://g fcgi://a:9000',
])('runs only what is passed on by HTTP: %j', (old) => {
  const config = { 'app.conf': `${old}\nProxyPass /new http://a/` }
  expect(adapter.routes?.(config, build).map(({ path }) => path)).toEqual(['/new/'])
  expect(adapter.prepare(config, site, build, { path: '/new/' }).path).toBe('/new/')
  expect(() => adapter.prepare(config, site, build, { path: '/old/' })).toThrow(
    expect.objectContaining({ code: 'cannot-play', where: 'app.conf:1' }),
  )
})
