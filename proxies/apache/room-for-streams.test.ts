import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const text =
  'MaxRequestWorkers 8\nProxyPass / balancer://b/\n<Proxy balancer://b>\nBalancerMember http://app max=3 ttl=5\nProxySet max=9\nProxySet lbmethod=byrequests max=9\n</Proxy>\n'
const prepared = (options = {}, ownSizes = false) => {
  const { files } = adapter.prepare({ 'a.conf': text }, { ...site, ownSizes }, build, options)
  return { own: files['conf/a.conf'] ?? '', main: files['conf/sse-compat-main.conf'] ?? '' }
}

it('has room for what is asked side by side, where that is asked for', () => {
  const { own, main } = prepared({ withoutLimits: true })
  expect(own).toContain('\nProxyPass / ')
  expect(own).toContain(' ttl=5\n\nProxySet lbmethod=byrequests\n')
  expect(own).not.toContain('MaxRequestWorkers')
  expect(main).toContain('MaxRequestWorkers 1024')
  for (const as of [prepared(), prepared({ withoutLimits: true }, true)]) {
    expect(as.own).toContain('MaxRequestWorkers 8\n')
    expect(as.own).toContain(' max=3 ttl=5\nProxySet max=9\n')
    expect(as.main).not.toContain('MaxRequestWorkers')
  }
})

it('has one process where its own streams are counted', () => {
  expect(prepared({ oneProcess: true }, true).main).toMatch(
    /<IfModule mpm_event_module>\nServerLimit 1\nStartServers 1\n/,
  )
  expect(prepared({}, true).main).not.toContain('ServerLimit 1\n')
})

it('starts fewer processes and threads for few streams, and leaves the limit of streams', () => {
  const mainFor = (streams?: number): string => {
    const at = { ...site, ...(streams === undefined ? {} : { streams }) }
    const { files } = adapter.prepare({ 'a.conf': 'ProxyPass / http://app/\n' }, at, build, {})
    return files['conf/sse-compat-main.conf'] ?? ''
  }
  const threadsOf = (main: string): string | undefined => /ThreadsPerChild (\d+)/.exec(main)?.[1]
  const processesOf = (main: string): readonly string[] =>
    [...main.matchAll(/StartServers (\d+)/g)].map(([, count]) => count ?? '')
  expect([1, 12, 32, 33, undefined].map((count) => threadsOf(mainFor(count)))).toEqual(['16', '24', '64', '64', '64'])
  expect([12, undefined].map((count) => processesOf(mainFor(count)))).toEqual([
    ['1', '24'],
    ['1', '64'],
  ])
  for (const count of [1, undefined]) expect(mainFor(count)).toContain('MaxRequestWorkers 1024')
  expect(mainFor(1)).toContain('MinSpareThreads 4')
})

it.for([
  ['MaxRequestWorkers 16', ['capacity']],
  ['MaxRequestWorkers 400\nThreadsPerChild 25', []],
  ['<IfModule mpm_event_module>\nServerLimit 1\n</IfModule>', ['capacity']],
  ['ProxyPass / http://b:80/ max=2', ['capacity']],
  ['<Proxy balancer://b>\nBalancerMember http://c\nProxySet failonstatus=503\n</Proxy>', ['retry']],
  ['<Proxy', []],
] as const)('sees what counts what is asked: %j', ([text, tags]) => {
  expect(adapter.tagsOf?.({ 'a.conf': text })).toEqual(tags)
})

it.for([
  ['H2MaxWorkers 30\n', '25'],
  ['H2MaxWorkers 30\nThreadsPerChild 40\n', '40'],
  ['', undefined],
  ['H2MaxWorkers 30\nH2MinWorkers 2\n', undefined],
] as const)(
  'HTTP/2 has the minimum of threads that it would have without our number of threads: %j',
  ([lines, least]) => {
    const config = { 'a.conf': `${lines}ProxyPass / http://app/\n` }
    const main = (options: object, ownSizes = false): string =>
      adapter.prepare(config, { ...site, ownSizes }, build, options).files['conf/sse-compat-main.conf'] ?? ''
    expect(/H2MinWorkers (\d+)/.exec(main({ withoutLimits: true }))?.[1]).toBe(least)
    expect(main({}, true)).not.toContain('H2MinWorkers')
  },
)
