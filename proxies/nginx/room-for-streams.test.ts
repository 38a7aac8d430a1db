import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const text =
  'events { worker_connections 24; }\nhttp { upstream u { server 10.0.0.1 weight=2 max_conns=3; }\nserver { location / { proxy_pass http://u; } } }\n'
const prepared = (options = {}, ownSizes = false) =>
  adapter.prepare({ 'a.conf': text }, { ...site, ownSizes }, build, options).files['conf/a.conf']

it('has room for what is asked side by side, where that is asked for', () => {
  expect(prepared({ withoutLimits: true })).toMatch(/worker_connections 1024;[\s\S]* weight=2; }/)
  for (const own of [prepared(), prepared({ withoutLimits: true }, true)])
    expect(own).toMatch(/worker_connections 24;[\s\S]* weight=2 max_conns=3; }/)
})

it('keeps what limits streams and takes out what limits how often somebody asks, in one process', () => {
  const config =
    'worker_processes auto;\nevents { }\nhttp { limit_conn_zone $remote_addr zone=c:1m; limit_req_zone $remote_addr zone=r:1m rate=1r/s;\nserver { location / { limit_conn c 2; limit_req zone=r; proxy_pass http://u; } } }\n'
  const options = { withoutRates: true, oneProcess: true }
  const text = adapter.prepare({ 'a.conf': config }, { ...site, ownSizes: true }, build, options).files['conf/a.conf']
  expect(text).toContain('worker_processes 1;')
  expect(text).toContain('{ limit_conn c 2; proxy_pass ')
})

it.for([
  ['worker_connections 64;', ['capacity']],
  ['worker_connections 512;', []],
  ['http { server { location / { limit_conn a 6; limit_req zone=b; } } }', ['capacity', 'counting']],
  ['upstream a { server b max_conns=1; server c backup; }', ['capacity', 'retry']],
  ['upstream a { server b; keepalive 2; }', []],
  ['upstream a {', []],
] as const)('sees what counts what is asked: %j', ([text, tags]) => {
  expect(adapter.tagsOf?.({ 'a.conf': text })).toEqual(tags)
})
