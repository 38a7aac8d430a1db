/** Every class of every criterion, with facts removed from, or added to, recorded runs without a fault. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fact, Trace } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

const read = (name: string) => readTrace(join(import.meta.dirname, 'traces', name))
const stream = await read('faithful.stream-h1.jsonl')
const status = await read('control.status-h1.jsonl')

type Edit = (fact: Fact, all: readonly Fact[]) => readonly Fact[]
const edited = (trace: Trace, edit: Edit): Trace => ({
  ...trace,
  facts: trace.facts.flatMap((fact) => edit(fact, trace.facts)),
})
const observed = (trace: Trace) =>
  criteria.map((criterion) => criterion.judge(judgedBy(scenario, trace), undefined).observed)

const isClients = (fact: Fact, kind: Fact['fact'], client = 'stream') =>
  fact.side === 'client' && fact.client === client && fact.fact === kind
const isNth = (fact: Fact, all: readonly Fact[], kind: Fact['fact'], nth: number) =>
  all.filter((other) => isClients(other, kind)).indexOf(fact) === nth

/** The application sends this line, and the client gets Vary with that value. */
const varying =
  (sent: string, got: string): Edit =>
  (fact) => {
    if (fact.fact === 'sent-head') return [{ ...fact, raw: fact.raw.replace('\r\n', `\r\n${sent}\r\n`) }]
    if (fact.fact !== 'head') return [fact]
    const others = fact.headers.filter(([name]) => name.toLowerCase() !== 'vary')
    return [{ ...fact, headers: [...others, ['Vary', got]] }]
  }

test('runs without a fault pass', () => {
  expect([observed(stream), observed(status)]).toEqual([Array(3).fill('same'), Array(3).fill('same')])
})

test.for<[string, Trace, Edit, string[]]>([
  [
    'the proxy answers itself',
    status,
    (fact) => (fact.side === 'origin' && fact.client === 'too-many-429' ? [] : [fact]),
    ['status', 'not-applicable', 'not-applicable'],
  ],
  [
    'another status',
    status,
    (fact) => [isClients(fact, 'head', 'no-content-204') ? ({ ...fact, status: 200 } as Fact) : fact],
    ['status', 'not-applicable', 'not-applicable'],
  ],
  [
    'another content type',
    stream,
    (fact) => [fact.fact === 'head' ? { ...fact, headers: [['Content-Type', 'text/plain']] } : fact],
    ['content-type', 'same', 'same'],
  ],
  [
    'a field that the application did not send',
    stream,
    (fact) => [
      fact.fact === 'head' ? { ...fact, headers: [...fact.headers, ['Access-Control-Allow-Origin', '*']] } : fact,
    ],
    ['fields', 'same', 'same'],
  ],
  [
    'fields that a proxy may add, and a longer Vary',
    stream,
    (fact) => [
      fact.fact === 'head'
        ? { ...fact, headers: [...fact.headers, ['Via', '1.1 x'], ['Vary', 'Accept-Encoding'], ['Server', 'x']] }
        : fact,
    ],
    ['same', 'same', 'same'],
  ],
  [
    'Vary in another order, with blanks, and in other letters',
    stream,
    varying('Vary: Origin, Accept-Language', 'accept-language ,,origin'),
    ['same', 'same', 'same'],
  ],
  [
    'one of the names of Vary is dropped',
    stream,
    varying('Vary: Origin, Accept-Language', 'Accept-Language'),
    ['fields', 'same', 'same'],
  ],
  [
    'the content type and another field',
    stream,
    (fact) => [
      fact.fact === 'head' ? { ...fact, headers: [['Allow', 'GET'] as const, ['Content-Type', 'x/y'] as const] } : fact,
    ],
    ['content-type', 'same', 'same'],
  ],
  [
    'an event that the application did not send',
    stream,
    (fact, all) => (isNth(fact, all, 'event', 1) ? [fact, { ...fact, digest: 'own' } as Fact] : [fact]),
    ['same', 'altered', 'not-applicable'],
  ],
  [
    'no head',
    stream,
    (fact) => (isClients(fact, 'head') ? [] : [fact]),
    ['no-answer', 'not-applicable', 'not-applicable'],
  ],
  [
    'a lost event',
    stream,
    (fact, all) => (isNth(fact, all, 'event', 1) ? [] : [fact]),
    ['same', 'lost', 'not-applicable'],
  ],
  [
    'an altered event',
    stream,
    (fact, all) => [isNth(fact, all, 'event', 1) ? ({ ...fact, digest: 'other' } as Fact) : fact],
    ['same', 'altered', 'not-applicable'],
  ],
  [
    'an event twice',
    stream,
    (fact, all) => (isNth(fact, all, 'event', 1) ? [fact, fact] : [fact]),
    ['same', 'duplicated', 'not-applicable'],
  ],
  [
    'an event too early',
    stream,
    (fact, all) => {
      const events = all.filter((other) => isClients(other, 'event'))
      return [fact === events[0] ? (events[1] as Fact) : fact === events[1] ? (events[0] as Fact) : fact]
    },
    ['same', 'reordered', 'not-applicable'],
  ],
  [
    'a comment that the application sent and nobody got',
    stream,
    (fact) => {
      const changed = isClients(fact, 'end') ? ({ ...fact, digest: 'other' } as Fact) : fact
      if (fact.side !== 'origin' || fact.client !== 'stream' || fact.fact !== 'sent-head') return [changed]
      const { t, side, client, attempt, connection, exchange } = fact
      const key = { t, side, client, attempt, connection, exchange }
      return [fact, { ...key, fact: 'sent', what: 'comment', id: 'more', bytes: 0, written: 0, digest: '' }]
    },
    ['same', 'same', 'comments-dropped'],
  ],
  [
    'other bytes',
    stream,
    (fact) => [isClients(fact, 'end') ? ({ ...fact, digest: 'other' } as Fact) : fact],
    ['same', 'same', 'altered'],
  ],
  [
    'a body that is cut off',
    stream,
    (fact) => [isClients(fact, 'end') ? ({ ...fact, digest: 'other', message: 'cut' } as Fact) : fact],
    ['same', 'same', 'incomplete'],
  ],
  [
    'a proxy that leaves before the end, with an event on its way',
    stream,
    (fact, all) => (fact.fact === 'closed' || isNth(fact, all, 'event', 3) ? [] : [fact]),
    ['same', 'same', 'incomplete'],
  ],
  [
    'an event that is waited for in vain while the harness stands still',
    stream,
    (fact, all) => {
      if (isNth(fact, all, 'event', 3)) return []
      if (!isClients(fact, 'end')) return [fact]
      return [{ ...fact, byUs: true } as Fact, { side: 'harness', t: fact.t + 1000, fact: 'stall', ms: 1000 }]
    },
    ['same', 'noisy', 'not-applicable'],
  ],
  [
    'an origin that was never asked',
    stream,
    (fact) => (fact.fact === 'act' ? [fact] : []),
    ['not-applicable', 'not-applicable', 'not-applicable'],
  ],
])('%s', ([, trace, edit, expected]) => {
  expect(observed(edited(trace, edit))).toEqual(expected)
})

test('a difference is told with its place and numbers', () => {
  const said = (edit: Edit) =>
    criteria.map((criterion) => criterion.judge(judgedBy(scenario, edited(stream, edit)), undefined).actual)
  const [head] = said(varying('Vary: Origin, Accept-Language', 'x'))
  expect(head).toContain('vary origin, accept-language is dropped')
  const [type] = said((fact) => [fact.fact === 'head' ? { ...fact, headers: [] } : fact])
  expect(type).toMatch(/content-type text\/event-stream.* arrives as \(none\)/)
  const [, events] = said((fact, all) => (isNth(fact, all, 'event', 1) ? [] : [fact]))
  expect(events).toMatch(/1 of \d+ events do not arrive/)
})
