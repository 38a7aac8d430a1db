import { describe, expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const limitsOf = (text: string, tls = false) => {
  const found = remedies.streamLimits({ config: { 'a.conf': text }, build, tls })
  if (found === undefined) throw new Error('not read')
  return found
}
const tightest = (text: string, tls = false) => {
  const [first] = limitsOf(text, tls).limits
  const raised = first?.raised && applyChange({ 'a.conf': text }, first.raised.change)['a.conf']
  return {
    streams: first?.streams,
    counts: first?.counts,
    where: first?.setting.where,
    isGuard: first?.isGuard,
    raised,
  }
}
const host = (pass: string, main = '') => `${main}<VirtualHost *:80>\n${pass}\n</VirtualHost>\n`
const PASS = 'ProxyPass / http://app:8080/'

describe('a limit of how many streams Apache has open at once', () => {
  it.for([
    [`${PASS} max=3`, 3, 'a.conf:2', 'ProxyPass / http://app:8080/\n'],
    [
      `${PASS}\n<Proxy "http://app:8080/">\nProxySet max=4 acquire=100\n</Proxy>`,
      4,
      'a.conf:4',
      'ProxySet acquire=100',
    ],
    [`${PASS}\nProxySet http://app:8080/ max=5`, 5, 'a.conf:3', 'ProxySet http://app:8080/'],
    [
      `RewriteEngine On\nRewriteRule ^/(.*) http://app:8080/$1 [P]\n${PASS} max=6`,
      6,
      'a.conf:4',
      'ProxyPass / http://app:8080/\n',
    ],
    [
      'ProxyPass / balancer://b/\n<Proxy balancer://b>\nBalancerMember http://c max=2\nBalancerMember http://d max=3\n</Proxy>',
      5,
      'a.conf:4',
      'BalancerMember http://c\nBalancerMember http://d\n',
    ],
  ] as const)('max= counts in each process: %j', ([pass, streams, where, raised]) => {
    expect(tightest(host(pass))).toMatchObject({ streams, counts: 'process', where, isGuard: false })
    expect(tightest(host(pass)).raised).toContain(raised)
    expect(limitsOf(host(pass)).processes).toEqual({ most: 16, says: 'ServerLimit is not set: 16 is the default' })
  })

  it.for([
    ['as many as a process has threads', `${PASS} max=25`, ''],
    [
      'a process of prefork has one stream',
      `${PASS} max=3`,
      'LoadModule mpm_prefork_module modules/mod_mpm_prefork.so\n',
    ],
    [
      'one member without it',
      'ProxyPass / balancer://b/\n<Proxy balancer://b>\nBalancerMember http://c max=2\nBalancerMember http://d\n</Proxy>',
      '',
    ],
    ['of another address', `${PASS}\n<Proxy "http://other:8080/">\nProxySet max=4\n</Proxy>`, ''],
  ])('max= limits nothing: %s', ([, pass = '', main = '']) => {
    expect(limitsOf(host(pass, main)).limits).toHaveLength(1)
  })

  it.for([
    ['', 400, undefined],
    ['MaxRequestWorkers 150\n', 150, 'a.conf:1'],
    ['MaxRequestWorkers 40\n', 25, 'a.conf:1'],
    ['MaxRequestWorkers 10\n', 25, 'a.conf:1'],
    ['ServerLimit 1\n', 25, 'a.conf:1'],
    ['ServerLimit 2\nThreadsPerChild 8\n', 16, 'a.conf:1'],
    ['<IfModule mpm_event_module>\nThreadsPerChild 2\n</IfModule>\n', 32, 'a.conf:2'],
    ['<IfModule mpm_prefork_module>\nMaxRequestWorkers 4\n</IfModule>\n', 400, undefined],
    ['LoadModule mpm_prefork_module modules/mod_mpm_prefork.so\nMaxClients 30\n', 30, 'a.conf:2'],
  ] as const)('threads, in whole processes: %j', ([main, streams, where]) => {
    expect(tightest(host(PASS, main))).toMatchObject({ streams, where, counts: 'all', isGuard: true })
  })

  it.for([
    ['ServerLimit 2\nMaxRequestWorkers 50\n', 'ServerLimit 8\nMaxRequestWorkers 200\n'],
    ['', 'ServerLimit 64\nMaxRequestWorkers 1600\n'],
  ] as const)('more of them take more processes: %j, %j', ([before, after]) => {
    expect(tightest(host(PASS, before)).raised).toBe(host(PASS, after))
  })

  it('with one process its own limit is that of all', () => {
    expect(tightest(host(`${PASS} max=3`, 'ServerLimit 1\n'))).toMatchObject({ streams: 3, counts: 'all' })
  })

  it('H2MaxSessionStreams and H2MaxWorkers count for TLS alone; the virtual host comes first', () => {
    const text = host(`${PASS}\nH2MaxSessionStreams 8`, 'H2MaxSessionStreams 50\n')
    expect(tightest(text, true)).toMatchObject({ streams: 8, counts: 'connection', where: 'a.conf:4', isGuard: false })
    expect(tightest(text, true).raised).toContain('\nH2MaxSessionStreams 100\n')
    expect(tightest(text)).toMatchObject({ streams: 400 })
    expect(tightest(host(`${PASS}\nH2MaxSessionStreams 7\nH2MaxSessionStreams 9`), true)).toMatchObject({ streams: 9 })
    const workers = tightest(host(PASS, 'H2MaxWorkers 3\nH2MaxWorkers 4\n'), true)
    expect(workers).toMatchObject({ streams: 4, where: 'a.conf:2', counts: 'process' })
    expect(workers.raised).toContain('H2MaxWorkers 3\nH2MaxWorkers 512\n')
    expect(limitsOf(host(PASS), true).limits.map(({ streams, counts }) => [streams, counts])).toEqual([
      [37, 'process'],
      [100, 'connection'],
      [400, 'all'],
    ])
  })

  // Measured with a client of its own: 28 streams of a virtual host with H2MaxWorkers 4, and 4 where the main server has it.
  it('H2MaxWorkers of a virtual host has no effect', () => {
    const { limits, none } = limitsOf(host(`${PASS}\nH2MaxWorkers 4\nH2MinWorkers 2`), true)
    expect(limits[0]).toMatchObject({ streams: 37, counts: 'process', http2Only: true })
    expect(none.map(({ where, says }) => `${where}: ${says}`)).toEqual([
      "a.conf:3: H2MaxWorkers 4 has no effect in a <VirtualHost>: only the main server's value counts",
      "a.conf:4: H2MinWorkers 2 has no effect in a <VirtualHost>: only the main server's value counts",
    ])
    const ofMain = limitsOf(host(PASS, 'H2MinWorkers 6\n'), true)
    expect(ofMain.limits[0]).toMatchObject({ streams: 9 })
    expect(ofMain.none).toEqual([])
  })

  it('H2MaxWorkers that is not set is added to the main server', () => {
    expect(tightest(host(PASS), true).raised).toBe(host(PASS, 'H2MaxWorkers 512\n'))
  })

  it('of several values of the main server the last is raised', () => {
    const { raised } = tightest(
      host(PASS, 'ServerLimit 9\nServerLimit 2\nMaxRequestWorkers 200\nMaxRequestWorkers 50\n'),
    )
    expect(raised).toContain('ServerLimit 9\nServerLimit 8\nMaxRequestWorkers 200\nMaxRequestWorkers 200\n')
  })

  it.for([
    ['QS_SrvMaxConn 50', 50, 'all'],
    ['QS_SrvMaxConnPerIP 4', 4, 'address'],
    ['QS_LocRequestLimit / 7', 7, 'all'],
  ] as const)('%s', ([line, streams, counts]) => {
    expect(tightest(host(PASS, `${line}\n`))).toMatchObject({ streams, counts, where: 'a.conf:1', isGuard: true })
  })
})
