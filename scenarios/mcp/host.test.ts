import { expect, it } from 'vitest'
import type { Fact, Finding } from '../../harness/model/index.ts'
import { traceOf } from '../../harness/trace/trace.fixture.ts'
import { criteria } from './criteria.ts'
import { wireOf } from './wire.ts'

const REVISION = '2025-11-25'
const [step] = wireOf(REVISION).steps

/** @param raw the client's request head @param arrived the server's Host */
function host(raw: string, arrived: string | undefined): Finding | undefined {
  const client = step?.name ?? ''
  const headers: [string, string][] = arrived === undefined ? [] : [['Host', arrived]]
  const at = { side: 'origin' as const, connection: 1, exchange: 1, client, attempt: 1 }
  const facts: Fact[] = [
    { t: 1, side: 'client', client, attempt: 1, fact: 'request', raw },
    { ...at, t: 2, fact: 'request', raw: '', method: 'POST', target: '/', version: '1.1', headers },
  ]
  const trace = { ...traceOf(facts), axes: { revision: REVISION } }
  return criteria.find(({ id }) => id === 'host')?.judge(trace, undefined)
}
const H1 = 'POST / HTTP/1.1\r\nhost: app.example:8443\r\naccept: */*\r\n\r\n'
const H2 = ':method: POST\n:authority: app.example:8443\n:path: /\n'

it.for([
  ['app.example:8443', 'same'],
  ['app.example', 'without-port'],
  ['backend:8080', 'changed'],
  ['app.example:80', 'changed'],
  [undefined, 'changed'],
] as const)('the server sees the Host %s: %s', ([arrived, observed]) => {
  for (const raw of [H1, H2])
    expect(host(raw, arrived)).toMatchObject({ outcome: 'measured', observed, evidence: [0, 1] })
})

it('a Host without a port that arrives as it is, is the same', () => {
  expect(host('GET / HTTP/1.1\r\nHost: app.example\r\n\r\n', 'app.example')?.observed).toBe('same')
})
