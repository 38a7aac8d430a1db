import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { sayAppReport } from './print-report.ts'
import type { AppReport } from './report.ts'
import type { Row } from './row.ts'

const row = (profile: string, state: Row['state'], problems: Row['problems'] = []): Row => ({
  profile,
  build: 'a-build',
  state,
  says: 'streamed: each of 4 events arrives before the next is sent',
  problems,
})
const buffered = row('product/a-profile-with-a-rather-long-name-that-goes-on', 'broken', [
  {
    kind: 'buffered',
    severity: 'broken',
    says: 'buffered until 4,020 bytes have been sent',
    because: ['the application does not send it'],
  },
])
const report: AppReport = {
  schema: 1,
  url: 'http://127.0.0.1:3000/events',
  method: 'GET',
  answered: undefined,
  problem: undefined,
  findings: [
    {
      id: 'no-ids',
      level: 'warning',
      says: `a sentence that is ${'longer and '.repeat(9)}longer`,
      rule: 'WHATWG HTML §9.2.6',
    },
  ],
  direct: row('direct', 'works'),
  rows: [row('product/recommended', 'works'), buffered],
  advice: {
    remedies: [{ id: 'accel', says: 'the response header X-Accel-Buffering: no' }],
    hints: [{ remedy: 'accel', code: "res.setHeader('X-Accel-Buffering', 'no')" }],
    framework: 'express',
    helps: [
      { profile: buffered.profile, build: buffered.build, before: buffered, after: row(buffered.profile, 'works') },
    ],
  },
  beyond: [],
  notes: [],
  interrupted: false,
  tookMs: 1,
}
const say = (change: Partial<AppReport> = {}) => sayAppReport({ ...report, ...change }, new PassThrough())

test('the verdict counts what is inconclusive, and its sentence is one', () => {
  const last = (rows: Row[]) =>
    sayAppReport({ ...report, rows, beyond: [], advice: undefined }, new PassThrough())
      .join(' ')
      .replaceAll(/\s+/g, ' ')
  expect(last([row('a', 'works'), row('b', 'inconclusive')])).toContain(
    'it streams behind 1 of 1 profile (1 more: inconclusive).',
  )
  expect(last([row('a', 'inconclusive'), row('b', 'refused')])).toContain('inconclusive behind 1 profile, for the')
  expect(last([row('b', 'refused')])).toContain('Not tested behind any proxy, for the reasons above')
  expect(last([row('a', 'works'), row('b', 'broken')])).toContain('it streams behind 1 of 2 profiles.')
})

test('what to do is below the finding', () => {
  const one = { id: 'a', level: 'error', says: 'it fails', rule: 'RFC 1', advice: 'send something else' } as const
  const lines = sayAppReport({ ...report, findings: [one] }, new PassThrough())
  const at = lines.findIndex((line) => line.includes('it fails'))
  expect(lines[at + 1]).toMatch(/^ {11}do: send something else$/)
})

test('it fits 80 columns, and its last sentence is the verdict', () => {
  for (const line of say()) expect(line.length).toBeLessThanOrEqual(80)
  expect(say().join(' ').replace(/\s+/g, ' ')).toMatch(
    /Verdict: it streams behind 1 of 2 profiles; with the response header X-Accel-Buffering: no, behind 2\.$/,
  )
  expect(say({ advice: undefined }).at(-1)).toBe('Verdict: it streams behind 1 of 2 profiles.')
})

const answered = {
  ...{ status: 200, contentType: 'text/event-stream', framing: 'chunked', encoding: '', framework: undefined },
  ...{ events: 1, comments: 0, headAfterMs: 1, firstAfterMs: 1, longestSilenceMs: 9, observedMs: 9000 },
  ...{ kind: 'open' as const, heartbeatMs: undefined, retryMs: undefined, leaving: 'not known' },
} as const

test('events that were not looked for are not counted', () => {
  const said = say({ answered: { ...answered, contentType: 'text/plain', events: 0 } }).join(' ')
  expect(said).toContain('text/plain, chunked, still open, observed for 9.0 s')
  expect(said).not.toMatch(/\b0 (events|comments)/)
  expect(say({ answered: { ...answered, contentType: 'Text/Event-Stream; charset=utf-8' } }).join(' ')).toContain(
    '1 event',
  )
})

test('one event is no several', () => {
  expect(say({ answered }).join(' ')).toContain('still open, 1 event and 0 comments in 9.0 s')
})

test('profiles with the same effect, and those with the same problem left, are one group', () => {
  const names = ['product/a', 'product/b', 'product/c']
  const helps = names.map((profile) => ({ profile, build: 'b', before: buffered, after: row(profile, 'works') }))
  const beyond = names.map((profile) => ({ profile, says: 'compressed by the proxy (br)' }))
  const [advice] = [report.advice].flatMap((one) => one ?? [])
  const lines = say({ beyond, ...(advice === undefined ? {} : { advice: { ...advice, helps } }) })
  for (const group of ['  broken → works', '  compressed by the proxy (br)'])
    expect(lines[lines.indexOf(group) + 1]).toBe('      product/a, product/b, product/c')
})

test('an application that could not be tested has one line', () => {
  expect(say({ problem: 'it redirects', findings: [], rows: [], advice: undefined, direct: undefined })).toEqual([
    'Not tested: it redirects',
  ])
})

test('what was inconclusive is no verdict', () => {
  expect(say({ rows: [row('p/a', 'inconclusive')], advice: undefined }).at(-1)).toMatch(/^Verdict: inconclusive/)
  expect(say({ rows: [], advice: undefined }).at(-1)).toMatch(/none can run here/)
})

test('the verdict says for how long the application was observed, where its stream had not ended', () => {
  const answered: NonNullable<AppReport['answered']> = {
    ...{ status: 200, contentType: 'text/event-stream', framing: 'chunked', encoding: '', framework: undefined },
    ...{ kind: 'open', events: 3, comments: 0, headAfterMs: 1, firstAfterMs: 1, longestSilenceMs: 1 },
    ...{ kind: 'open' as const, heartbeatMs: undefined, retryMs: undefined, observedMs: 10_000, leaving: '' },
  }
  const verdict = (kind: 'open' | 'finite') =>
    say({ answered: { ...answered, kind } })
      .join(' ')
      .replace(/\s+/g, ' ')
  expect(verdict('open')).toMatch(
    /Whether the application ends it after more than 10 s was not tested \(--for 60s tests more\)\.$/,
  )
  expect(verdict('finite')).not.toContain('was not tested')
})
