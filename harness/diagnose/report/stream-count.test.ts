import { describe, expect, it } from 'vitest'
import type { StreamLimitReport, StreamsReport, StreamsTested } from './report.ts'
import { streamsAnswer } from './stream-count.ts'

const limit = (
  says: string,
  streams: number,
  counts: StreamLimitReport['counts'],
  where?: string,
): StreamLimitReport => ({
  name: says.split(' ')[0] ?? '',
  ...(where === undefined ? {} : { where }),
  says,
  doc: '',
  streams,
  counts,
  how: '',
  isGuard: false,
})
const CONNECTIONS = {
  ...limit('worker_connections is not set: 512 is the default', 255, 'process'),
  how: '(512 − 2) ÷ 2',
}
const PROCESSES = { says: 'worker_processes auto (n.conf:1)' }
const said = (tested: Partial<StreamsTested>, report: Partial<StreamsReport> = {}, elsewhere?: string): string => {
  const one: StreamsTested = { front: 'h1', streams: 64, limited: false, buffered: false, ...tested }
  const all = { tested: [one], limits: [CONNECTIONS], processes: PROCESSES, none: [], ...report }
  return streamsAnswer(all, elsewhere).answer
}
const by = (one: StreamLimitReport) => ({ ...one, why: '' })

describe('how many streams, in one line', () => {
  it('a limit that was not reached is told as the configuration has it, with its sum', () => {
    expect(said({})).toBe(
      'At least 64 (tested); by the configuration 255 in each process (worker_processes auto (n.conf:1)), not measured: worker_connections is not set: 512 is the default; (512 − 2) ÷ 2.',
    )
  })

  it('one that was reached is a number, with the line that was proven to decide', () => {
    const conn = limit('limit_conn perip 2;', 2, 'address', 'a.conf:4')
    const tested = { streams: 2, limited: true, decidedBy: by(conn), next: 'the next client gets status 503' }
    const inAll = { streams: 64, limited: false }
    expect(said({ ...tested, counts: 'address', inAll }, { limits: [conn] })).toBe(
      '2 for each client address, decided by limit_conn perip 2 (a.conf:4); the next client gets status 503. From many addresses at least 64 in all (tested).',
    )
    expect(said({ ...tested, counts: 'all' }, { limits: [conn] })).toBe(
      '2, decided by limit_conn perip 2 (a.conf:4); the next client gets status 503.',
    )
    expect(said({ ...tested, counts: 'address', inAll: { streams: 31, limited: true } })).toContain(
      'From many addresses 31 in all, no more.',
    )
  })

  it('two that decide together are both named', () => {
    const [one, two] = [
      limit('H2MaxSessionStreams 6', 6, 'connection', 'a.conf:4'),
      limit('H2MaxWorkers 4', 4, 'connection', 'a.conf:5'),
    ]
    const tested = {
      front: 'h2+tls',
      streams: 6,
      limited: true,
      counts: 'connection',
      decidedBy: by(one),
      decidedWith: [by(two)],
    } as const
    expect(said(tested, { limits: [one, two] })).toContain(
      'decided by H2MaxSessionStreams 6 (a.conf:4) and H2MaxWorkers 4 (a.conf:5)',
    )
  })

  it('over HTTP/2 a sum of connections is left out where another number was measured', () => {
    const connections = { ...limit('worker_connections 24', 11, 'all', 'a.conf:1'), how: '(24 − 2) ÷ 2' }
    const tested = { streams: 20, limited: true, counts: 'all', decidedBy: by(connections) } as const
    expect(said({ ...tested, front: 'h2+tls' }, { limits: [connections] })).toBe(
      'Over HTTP/2: 20, decided by worker_connections 24 (a.conf:1).',
    )
    expect(said({ ...tested, streams: 11 }, { limits: [connections] })).toContain('(a.conf:1) ((24 − 2) ÷ 2)')
  })

  it('a product that allows few at first has both numbers', () => {
    const workers = { ...limit('H2MaxWorkers 30', 30, 'process', 'a.conf:1'), http2Only: true } as const
    const innate = { says: 'six at first', doc: '' }
    const tested = { front: 'h2+tls', streams: 6, limited: true, counts: 'connection', innate } as const
    const afterUse = { streams: 30, limited: true, counts: 'process', decidedBy: by(workers) } as const
    const processes = { most: 16, says: 'ServerLimit' }
    expect(said({ ...tested, afterUse }, { limits: [workers], processes })).toBe(
      'Over HTTP/2: 6 on each connection, decided by no line: six at first. On a connection that has completed other requests: 30 in each process, decided by H2MaxWorkers 30 (a.conf:1). ServerLimit: at most 480 in all. A client waits or is refused as soon as the process that takes it is full.',
    )
    const session = limit('H2MaxSessionStreams 6', 6, 'connection', 'a.conf:4')
    expect(said({ ...tested, decidedBy: by(session) }, { limits: [session] })).toBe(
      'Over HTTP/2: 6 on each connection, decided by H2MaxSessionStreams 6 (a.conf:4); with a higher value alone, still so on a new connection: six at first.',
    )
    expect(said({ streams: 64 }, { limits: [{ ...workers, streams: 400 }] })).toBe('At least 64 (tested).')
  })

  it.for([
    [16, '3 in each process, decided by max=3 (a.conf:2) (by itself). ServerLimit: at most 48 in all.'],
    [undefined, '3 in each process, decided by max=3 (a.conf:2) (by itself). ServerLimit.'],
  ] as const)('a limit of each process is reported with the number of processes: %s', ([most, text]) => {
    const max = { ...limit('max=3', 3, 'process', 'a.conf:2'), how: 'by itself' }
    const processes = { says: 'ServerLimit', ...(most === undefined ? {} : { most }) }
    const tested = { streams: 3, limited: true, counts: 'process', decidedBy: by(max) } as const
    expect(said(tested, { limits: [max], processes })).toContain(text)
  })

  it('where no change let more in, no line is named', () => {
    expect(said({ streams: 6, limited: true, counts: 'all' })).toBe('6, no line was found that decides it.')
    const six = { front: 'h2+tls', streams: 6, limited: true, counts: 'connection' } as const
    expect(said({ ...six, innate: { says: 'it begins with six', doc: '' } })).toBe(
      'Over HTTP/2: 6 on each connection, decided by no line: it begins with six.',
    )
  })

  it('a line that allows the same number is named with what was proven of it', () => {
    const six = { front: 'h2+tls', streams: 6, limited: true, counts: 'connection' } as const
    const limits = [
      limit('H2MaxSessionStreams 6', 6, 'connection', 'a.conf:11'),
      limit('H2MaxWorkers 4', 4, 'connection'),
    ]
    expect(said({ ...six, innate: { says: 'it begins with six', doc: '' } }, { limits })).toBe(
      'Over HTTP/2: 6 on each connection, decided by no line: it begins with six; a higher value of H2MaxSessionStreams 6 (a.conf:11) alone changes nothing.',
    )
    expect(said({ ...six, front: 'h1+tls', counts: 'all' }, { limits })).not.toContain('H2MaxSessionStreams')
  })

  it('over HTTP/2 a connection has a number of its own', () => {
    const streams = limit('http2_max_concurrent_streams is not set: 128 is the default', 128, 'connection')
    expect(said({ front: 'h2+tls' }, { limits: [streams, CONNECTIONS] })).toMatch(
      /^Over HTTP\/2: at least 64 \(tested\); by the configuration 128 on each connection, not measured: /,
    )
    expect(said({ front: 'h1+tls' }, { limits: [streams, CONNECTIONS] })).toContain('255 in each process')
  })

  it('a limit that more streams did not meet was not in force, since its module did not run', () => {
    const qos = limit('QS_SrvMaxConnPerIP 4', 4, 'address', 'a.conf:1')
    const text = '4 for each client address by QS_SrvMaxConnPerIP 4 (a.conf:1) (from the configuration, not measured).'
    expect(said({}, { limits: [qos, CONNECTIONS] })).toContain(text)
    expect(said({ streams: 4, limited: true, counts: 'address', decidedBy: by(qos) }, { limits: [qos] })).not.toContain(
      'not measured',
    )
  })

  it('what could not be measured says so', () => {
    const rate = {
      ...limit('limit_req zone=r burst=5 nodelay;', 6, 'rate', 'a.conf:3'),
      how: '6 streams begin at once',
    }
    const none = [{ where: 'a.conf:1', says: 'keepalive 2 limits idle connections, and no streams' }]
    const text = said({ buffered: true }, { limits: [rate], none }, 'location /a')
    expect(text).toContain('(their events are buffered: requests that reached the application were counted)')
    expect(text).toContain(
      'limit_req zone=r burst=5 nodelay (a.conf:3); 6 streams begin at once (from the configuration, not measured).',
    )
    expect(text).toContain('keepalive 2 limits idle connections, and no streams (a.conf:1).')
    expect(text).toMatch(/Measured on location \/a, which has the same limits\.$/)
  })
})
