import { expect, test } from 'vitest'
import type { Passage } from '../../harness/app/passage.ts'
import type { Row } from '../../harness/app/row.ts'
import { readResponseHead } from '../../harness/client/head.ts'
import type { Finding } from '../../harness/model/index.ts'
import { seenByApp } from './of-app.ts'
import { seenByRun } from './of-run.ts'
import { compare } from './seen.ts'

const finding = (outcome: Finding['outcome'], observed: string, measures: Finding['measures'] = {}): Finding => ({
  ...{ outcome, observed, expected: '', actual: observed, measures, evidence: [] },
})
const sent = readResponseHead(
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
)
const passage: Passage = {
  sent,
  received: { status: 200, headers: sent.headers, encoding: '' },
  headDelayed: false,
  pieces: [{ bytes: 60, events: 1, comments: 0, after: 1 }],
  leaving: { noticed: 'idle', after: 1 },
  aborted: [{ how: 'fin', seen: 'cut', isKept: true, idArrives: 'changed' }],
  shared: { waits: true, leak: { when: 'ended', client: 'fetch' } },
  reloaded: { stream: 'silent' },
  stall: 0,
}
const row: Row = { profile: 'a/b', build: 'c', state: 'works', says: '', problems: [] }

test('what app saw, in the words of run', () => {
  const idle = { closedAfter: 60_000, sound: true }
  expect(seenByApp({ passage, idle, total: { openFor: 300_000 }, row })).toEqual({
    'delivery/live': 'streamed',
    'delivery/head-first': 'before-body',
    'delivery/encoding': 'identity',
    'client-leaves-silent/noticed': 'noticed',
    'idle-cut/limit': 'cut',
    'idle-cut/limit cutAfter': 60_000,
    'total-cap/cap': 'no-cap',
    'reload/open-stream': 'lost',
    'truncation between': 'cut',
    'resume/last-event-id': 'altered',
    'shared-stream/own': 'waits',
    'shared-stream/secluded': 'replayed-to-fetch',
  })
})

test('an inconclusive row, and a limit that was measured on a busy machine, are compared with nothing', () => {
  const total = { closedAfter: 1, sound: false }
  expect(seenByApp({ passage, idle: undefined, total: undefined, row: { ...row, state: 'inconclusive' } })).toEqual({})
  expect(Object.keys(seenByApp({ passage, idle: total, total, row }))).not.toContain('total-cap/cap')
})

test('what run found: a failure wins, and what is not judged is left out', () => {
  const held = { held: { value: 4000, unit: 'bytes' } } as const
  const found = new Map([
    ['delivery/chunked/60/h1/live', finding('fail', 'held-until-bytes', held)],
    ['resume/fin/h1/last-event-id', finding('pass', 'kept')],
    ['resume/rst/h1/last-event-id', finding('fail', 'dropped')],
    ['delivery/chunked/60/h1/prompt', finding('not-applicable', '')],
  ])
  expect(seenByRun(found, [])).toEqual({
    'delivery/live': 'held-until-bytes',
    'delivery/live held': 4000,
    'resume/last-event-id': 'dropped',
  })
})

test('only what both saw is compared; numbers may differ by 7 %', () => {
  expect(compare({ a: 'x', b: 4000, c: 'only run' }, { a: 'x', b: 4270, d: 'only app' })).toEqual({
    compared: 2,
    lines: [],
  })
  expect(compare({ a: 'x', b: 4000 }, { a: 'y', b: 4400 }).lines).toEqual(['a: run x, app y', 'b: run 4000, app 4400'])
  expect(compare({ a: 'held-once' }, { a: 'one-behind' }).lines).toEqual([])
  expect(compare({ a: 'one-behind' }, { a: 'held-once' }).lines).toHaveLength(1)
})
