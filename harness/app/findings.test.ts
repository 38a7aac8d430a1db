import { expect, test } from 'vitest'
import { readResponseHead } from '../client/head.ts'
import { readStreamText } from '../stream-text/stream-text.ts'
import type { Asked } from './ask.ts'
import { type Direct, findingsOf } from './findings.ts'
import { judgeResume } from './resume.ts'

const head = (fields: string, status = 200) => readResponseHead(`HTTP/1.1 ${status} X\r\n${fields}\r\n`)
const GOOD =
  'Content-Type: text/event-stream\r\nCache-Control: no-cache\r\nAccess-Control-Allow-Origin: *\r\nTransfer-Encoding: chunked\r\n'
const asked = (fields: string, status = 200): Asked => ({
  head: head(fields, status),
  end: undefined,
  content: [],
  headAfter: 1,
  hasBody: false,
  ends: undefined,
})

function direct(fields = GOOD, change: Partial<Direct> = {}, status = 200): Direct {
  return {
    observation: {
      response: { head: head(fields, status), raw: Buffer.alloc(0), at: 0 },
      pieces: [],
      end: undefined,
      headAfter: 1,
      firstAfter: 100,
      lasted: 5000,
      bytes: 100,
      unfinished: Buffer.alloc(0),
      recording: undefined,
      ends: undefined,
      stall: 0,
    },
    flow: {
      events: 3,
      comments: 3,
      retry: undefined,
      ids: ['1', '2', '3'],
      longestSilence: 500,
      steady: undefined,
      heartbeat: { every: 500, kind: 'comment' },
      cluster: undefined,
      ended: false,
    },
    text: readStreamText(Buffer.from('id: 1\ndata: a\n\n'), false),
    method: 'GET',
    second: undefined,
    old: asked('Content-Type: text/event-stream\r\n'),
    head: asked(GOOD),
    preflight: asked(GOOD, 204),
    resume: undefined,
    oneAtATime: undefined,
    stopped: false,
    ...change,
  }
}
const ids = (one: Direct) => findingsOf(one).map(({ id }) => id)

test('a correct stream has no findings, and each has its section', () => {
  expect(ids(direct())).toEqual([])
  for (const { rule } of findingsOf(direct('X: y\r\n', {}, 500)))
    expect(rule).toMatch(/^(WHATWG HTML|RFC \d+) §[\d.]+$/)
})

test.for<readonly [string, Direct]>([
  ['status', direct(GOOD, {}, 500)],
  ['content-type', direct('Content-Type: text/plain\r\n')],
  ['no-cache-control', direct(GOOD.replace('Cache-Control: no-cache\r\n', ''))],
  ['cacheable', direct(GOOD.replace('no-cache', 'public, max-age=60'))],
  ['close-delimited', direct(GOOD.replace('Transfer-Encoding: chunked\r\n', ''))],
  ['no-cors', direct(GOOD.replace('Access-Control-Allow-Origin: *\r\n', ''))],
  ['chunked-to-1.0', direct(GOOD, { old: asked(GOOD) })],
  ['http-1.0', direct(GOOD, { old: asked('', 505) })],
  ['transfer-coding', direct(GOOD.replace('chunked', 'identity'))],
  ['length-and-coding', direct(`${GOOD}Content-Length: 9\r\n`)],
  ['no-coding', direct(`${GOOD}Content-Encoding: none\r\n`)],
  ['no-coding', direct(`${GOOD}Content-Encoding: identity\r\n`)],
  ['repeated-field', direct(`${GOOD}content-type: text/event-stream\r\n`)],
  ['post', direct(GOOD, { method: 'POST' })],
  ['stopped', direct(GOOD, { stopped: true })],
  ['one-at-a-time', direct(GOOD, { oneAtATime: 'waits' })],
  ['one-at-a-time', direct(GOOD, { oneAtATime: 429 })],
  ['long-retry', direct(GOOD, { flow: { ...direct().flow, retry: 61_000 } })],
  ['no-retry-wait', direct(GOOD, { flow: { ...direct().flow, retry: 0 } })],
  ['content-length', direct(`${GOOD.replace('Transfer-Encoding: chunked', 'Content-Length: 9')}`)],
  [
    'informational',
    direct(GOOD, {
      observation: {
        ...direct().observation,
        response: { head: head(GOOD), raw: Buffer.from(`HTTP/1.1 103 X\r\n\r\n${head(GOOD).raw}`), at: 0 },
      },
    }),
  ],
  ['bare-lf', direct(GOOD.replace('no-cache\r\n', 'no-cache\n'))],
  ['charset', direct(GOOD.replace('stream\r\n', 'stream; charset=iso-8859-1\r\n'))],
  ['head-body', direct(GOOD, { head: { ...asked(GOOD), hasBody: true } })],
  [
    'resume-stops',
    direct(GOOD, { resume: { after: '2', resumed: 'stops', firstId: undefined, unknownId: 204, malformedId: 204 } }),
  ],
  ['no-heartbeat', direct(GOOD, { flow: { ...direct().flow, heartbeat: undefined } })],
  ['no-ids', direct(GOOD, { flow: { ...direct().flow, ids: ['', '', ''] } })],
  ['some-ids', direct(GOOD, { flow: { ...direct().flow, ids: ['1', '', '2'] } })],
  ['repeated-id', direct(GOOD, { flow: { ...direct().flow, ids: ['1', '1'] } })],
  ['cut', direct(GOOD, { observation: { ...direct().observation, end: { t: 0, how: 'rst', detail: '' } } })],
  [
    'headers-late',
    direct(GOOD, {
      observation: { ...direct().observation, headAfter: 700, firstAfter: 1 },
      old: { ...asked(''), headAfter: 650 },
    }),
  ],
])('%s', ([id, one]) => {
  expect(ids(one)).toContain(id)
})

test('a preflight request that was not sent is not one that is not answered', () => {
  const noCors = GOOD.replace('Access-Control-Allow-Origin: *\r\n', '')
  const says = (preflight: Asked | undefined) =>
    findingsOf(direct(noCors, { preflight })).find((one) => one.id === 'no-cors')?.says
  expect(says(asked('', 404))).toMatch(/a preflight request is not answered$/)
  expect(says(undefined)).not.toContain('preflight')
})

test('a head that was late by more than this machine was busy is late', () => {
  const late = { ...direct().observation, headAfter: 900, firstAfter: 1, stall: 400 }
  expect(ids(direct(GOOD, { observation: late, old: { ...asked(''), headAfter: 850 } }))).toContain('headers-late')
})

test('a head that was late once, or while this machine was busy, is no finding', () => {
  const late = { ...direct().observation, headAfter: 700, firstAfter: 1 }
  expect(ids(direct(GOOD, { observation: late }))).toEqual([])
  expect(ids(direct(GOOD, { observation: { ...late, stall: 400 }, old: undefined }))).toEqual([])
})

test('PHP that sends nothing may hold what it echoes', () => {
  const silent = { ...direct().observation, bytes: 0 }
  const php = `X-Powered-By: PHP/8.2\r\n${GOOD}`
  expect(ids(direct(php, { observation: { ...silent, response: direct(php).observation.response } }))).toContain(
    'php-output-buffering',
  )
  expect(ids(direct(php))).not.toContain('php-output-buffering')
  expect(ids(direct(GOOD, { observation: silent }))).not.toContain('php-output-buffering')
})

test.for([
  ['goes-on', '3'],
  ['restarts', '1'],
  ['duplicate', '2'],
  ['gap', '9'],
  ['nothing', undefined],
  ['unclear', 'x'],
] as const)('after the second of three events: %s', ([resumed, id]) => {
  const content =
    id === undefined ? [] : [{ fact: 'event', id, event: '', data: '', size: 0, digest: '', t: 0 } as const]
  expect(judgeResume({ ...asked(GOOD), content }, ['1', '2', '3'])).toBe(resumed)
  expect(judgeResume({ ...asked(GOOD, 500), content }, ['1', '2', '3'])).toBe('error')
})

test('after a reconnect a heartbeat comes before the event that shows where the stream goes on', () => {
  const one = (id: string, name: string) =>
    ({ fact: 'event', id, event: name, data: '', size: 0, digest: '', t: 0 }) as const
  expect(judgeResume({ ...asked(GOOD), content: [one('', 'ping'), one('3', '')] }, ['1', '2', '3'])).toBe('goes-on')
  expect(judgeResume(asked(GOOD, 204), ['1', '2', '3'])).toBe('stops')
})

test('204 after a reconnect loses what comes later of an endless stream only', () => {
  const resume = { after: '2', resumed: 'stops', firstId: undefined, unknownId: 204, malformedId: 204 } as const
  const level = (ended: boolean) =>
    findingsOf(direct(GOOD, { resume, flow: { ...direct().flow, ended } })).find(({ id }) => id === 'resume-stops')
      ?.level
  expect([level(false), level(true)]).toEqual(['error', 'warning'])
})

test('a control character in a field value is an error, a tab is not', () => {
  const idsWith = (field: string) => findingsOf(direct(`${GOOD}${field}\r\n`)).map(({ id }) => id)
  expect(idsWith('X-Name: a\x1b[31mb')).toContain('field-value')
  expect(idsWith('X-Name: a\x7f')).toContain('field-value')
  expect(idsWith('X-Name: a\tb')).not.toContain('field-value')
})
