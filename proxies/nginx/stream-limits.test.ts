import { describe, expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import type { StreamLimits } from '../../harness/model/index.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const limitsOf = (text: string, tls = false): StreamLimits => {
  const found = remedies.streamLimits({ config: { 'a.conf': text }, build, tls })
  if (found === undefined) throw new Error('not read')
  return found
}
/** The lowest limit: number, what it counts, where; and the file with a higher one. */
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
const server = (location: string, inside = '') =>
  `server { listen 80; ${inside}\nlocation / { proxy_pass http://app;\n${location}\n} }\n`
const whole = (http: string, main = '') => `${main}\nevents { worker_connections 64; }\nhttp {\n${http}}\n`

describe('a limit of how many streams nginx has open at once', () => {
  it.for([
    ['$binary_remote_addr', 'address'],
    ['$remote_addr', 'address'],
    ['$server_name', 'all'],
    ['$http_x_api_key', 'value'],
  ] as const)('limit_conn counts what its zone is declared with: %s', ([key, counts]) => {
    const text = `limit_conn_zone ${key} zone=perip:10m;\n${server('limit_conn perip 2;')}`
    expect(tightest(text)).toMatchObject({ streams: 2, counts, where: 'a.conf:4', isGuard: true })
    expect(tightest(text).raised).toContain('limit_conn perip 4096;')
  })

  it('a limit_conn of the location stands instead of those further out, and a dry run limits nothing', () => {
    const zones = 'limit_conn_zone $server_name zone=a:1m; limit_conn_zone $remote_addr zone=b:1m;\nlimit_conn a 2;\n'
    expect(tightest(zones + server('limit_conn b 9;'))).toMatchObject({ streams: 9, where: 'a.conf:5' })
    expect(tightest(zones + server(''))).toMatchObject({ streams: 2, where: 'a.conf:2' })
    expect(tightest(zones + server('limit_conn_dry_run on;'))).toMatchObject({ streams: 255, counts: 'process' })
  })

  it.for([
    ['limit_req zone=r burst=5 nodelay;', 6],
    ['limit_req zone=r burst=5;', 1],
    ['limit_req zone=r burst=12 delay=8;', 9],
    ['limit_req zone=r;', 1],
  ] as const)('limit_req limits how many begin at once: %s', ([line, streams]) => {
    const { limits } = limitsOf(`limit_req_zone $remote_addr zone=r:1m rate=6r/m;\n${server(line)}`)
    expect(limits[0]).toMatchObject({ streams, counts: 'rate', isGuard: true })
    expect(limits[0]?.how).toContain(
      streams === 1 ? ': 1 stream begins at once, then 6r/m' : `: ${streams} streams begin at once, then 6r/m`,
    )
  })

  // Measured with raw sockets: 11 of 24 connections, 11 of 25 with two sockets, 16 of 40 and of 41 open files.
  it.for([
    ['events { worker_connections 24; }\nhttp {\n', '', 11, 'a.conf:1'],
    ['events { worker_connections 25; }\nhttp {\n', 'listen [::]:80;', 11, 'a.conf:1'],
    ['events { worker_connections 25; }\nhttp {\n', 'listen 10.0.0.1:80;', 11, 'a.conf:1'],
    ['events { worker_connections 28; }\nhttp {\n', 'listen 10.0.0.1:80;', 13, 'a.conf:1'],
    ['events { }\nhttp {\n', '', 255, undefined],
    ['worker_rlimit_nofile 40; events { }\nhttp {\n', '', 16, 'a.conf:1'],
    ['worker_rlimit_nofile 41; events { }\nhttp {\n', '', 16, 'a.conf:1'],
  ] as const)(
    'a stream takes two connections and two files of its process: %j, %j',
    ([main, listen, streams, where]) => {
      const text = `${main}${server('', listen)}}\n`
      expect(tightest(text)).toMatchObject({ streams, where, counts: 'all', isGuard: false })
      expect(limitsOf(tightest(text).raised ?? '').limits[0]?.streams).toBeGreaterThan(streams)
    },
  )

  it.for([
    ['worker_connections 64;', ' worker_connections 256; '],
    ['', ' worker_connections 2048; '],
  ] as const)('%j: more of them', ([before, after]) => {
    const text = (events: string) => `events {${events}}\nhttp {\n${server('')}}\n`
    expect(tightest(text(before === '' ? ' ' : ` ${before} `)).raised).toBe(text(after))
  })

  it.for([
    ['server a max_conns=3;', 3, 'process'],
    ['server a max_conns=3; server b max_conns=2;', 5, 'process'],
    ['zone u 64k; server a max_conns=3; server b max_conns=2;', 5, 'all'],
    ['server a max_conns=3; server b down;', 3, 'process'],
    ['server a max_conns=3; server b;', 31, 'process'],
    ['server a max_conns=0;', 31, 'process'],
  ] as const)('max_conns of all servers together: %s', ([servers, streams, counts]) => {
    const text = whole(`upstream app { ${servers} }\n${server('')}`, 'worker_processes auto;')
    expect(tightest(text)).toMatchObject({ streams, counts })
  })

  it.for([
    ['', 1],
    ['worker_processes 4;', 4],
    ['worker_processes auto;', undefined],
  ] as const)('how many processes there are: %j', ([line, most]) => {
    expect(limitsOf(whole(server(''), line)).processes.most).toBe(most)
    expect(tightest(whole(server(''), line)).counts).toBe(most === 1 ? 'all' : 'process')
  })

  it('of a piece it is not known, and its default has no place', () => {
    expect(limitsOf(server('')).processes.most).toBeUndefined()
    expect(tightest(server(''))).toEqual({ streams: 255, counts: 'process', isGuard: false })
  })

  it('http2_max_concurrent_streams counts for TLS alone', () => {
    const text = server('', 'http2_max_concurrent_streams 8;')
    expect(tightest(text, true)).toMatchObject({ streams: 8, counts: 'connection', where: 'a.conf:1' })
    expect(tightest(text)).toMatchObject({ streams: 255 })
    expect(limitsOf(server(''), true).limits[0]).toMatchObject({ streams: 128, counts: 'connection' })
  })

  it('keepalive of an upstream is none', () => {
    const { none } = limitsOf(`upstream app { server a; keepalive 2; }\n${server('')}`)
    expect(none).toEqual([{ where: 'a.conf:1', says: 'keepalive 2 limits idle connections, and no streams' }])
  })
})
