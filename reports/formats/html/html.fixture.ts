/** Traces, texts and pages for the tests of the HTML format. */
import { inflateRawSync } from 'node:zlib'
import type { Fact, OmitEach, Report, RunTexts, Trace } from '../../../harness/model/index.ts'
import { format } from './format.ts'
import type { PackedReport } from './model/packed.ts'
import { type ShownReport, unpackReport } from './model/unpack-report.ts'
import type { IndexedFact, ShownTrace } from './model/unpack-traces.ts'

const client = { side: 'client', client: 'stream', attempt: 1 } as const
const origin = { side: 'origin', client: 'stream', attempt: 1, connection: 1, exchange: 1 } as const
const harness = { side: 'harness' } as const

export const sent = (
  t: number,
  id: string,
  written: number,
  what: 'event' | 'padding' = 'event',
  client = 'stream',
): Fact => ({
  ...origin,
  client,
  t,
  fact: 'sent',
  what,
  id,
  bytes: 60,
  written,
  digest: 'c4f6a1c123e81044',
})
export const body = (t: number, bytes: number): Fact => ({ ...client, t, fact: 'body', bytes, encoded: bytes })
export const event = (t: number, id: string): Fact => ({
  ...client,
  t,
  fact: 'event',
  id,
  event: 'message',
  data: 'RjEwOTg3NjU0MzIxMDk4NzY1NDMyMQ==',
  size: 32,
  digest: 'c4f6a1c123e81044',
})
export const act = (
  t: number,
  name: string,
  detail: Readonly<Record<string, string | number | boolean>> = {},
): Fact => ({
  ...harness,
  t,
  fact: 'act',
  name,
  detail,
})
export const request = (t: number, side: 'client' | 'origin', raw: string): Fact =>
  side === 'client'
    ? { ...client, t, fact: 'request', raw }
    : { ...origin, t, fact: 'request', raw, method: 'GET', target: '/', version: '1.1', headers: [['Host', 'x']] }
export const sentHead = (t: number, raw: string): Fact => ({
  ...origin,
  t,
  fact: 'sent-head',
  raw,
  asked: 'chunked',
  framing: 'chunked',
  status: 200,
})
export const head = (t: number, raw: string): Fact => ({
  ...client,
  t,
  fact: 'head',
  raw,
  status: 200,
  headers: [],
  framing: 'chunked',
  encoding: '',
})
export const closed = (t: number, how: 'end' | 'fin' | 'rst'): Fact => ({ ...origin, t, fact: 'closed', how })

type End = Extract<Fact, { fact: 'end' }>
export const end = (
  t: number,
  rest: Partial<OmitEach<End, 'side' | 'client' | 'attempt' | 't' | 'fact'>> = {},
): Fact => ({
  ...client,
  t,
  fact: 'end',
  socket: 'fin',
  message: 'complete',
  code: '',
  byUs: false,
  ...rest,
})

export const shown = (facts: readonly Fact[], clock = 1): ShownTrace => ({
  facts: facts.map((fact, index): IndexedFact => ({ ...fact, index })),
  clock,
  length: facts.length,
})

export const trace = (cell: string, facts: readonly Fact[], rest: Partial<Trace> = {}): Trace => ({
  schema: 3,
  kind: 'route',
  cell,
  question: cell,
  scenario: 'delivery',
  scenarioVersion: 1,
  axes: {},
  route: [],
  runtime: 'local',
  earlierTries: 0,
  startedAt: '2026-01-02T03:04:05.000Z',
  settings: { timers: [] },
  facts,
  outcome: { state: 'complete' },
  took: 1,
  ...rest,
})

export const NO_TEXTS: RunTexts = { configOf: () => undefined, evidenceOf: () => ({}), axisWordsOf: () => ({}) }

export function pageOf(
  report: Report,
  traceOf: (cell: string) => Trace | undefined = () => undefined,
  texts = NO_TEXTS,
) {
  const [file] = [...format.render(report, traceOf, texts)]
  return file?.content ?? ''
}

/** A block of the page's data, as the browser reads it. */
export function blockOf<Content>(page: string, index: number): Content {
  const [, letters = ''] = new RegExp(`id="data-${index}">([^<]*)<`).exec(page) ?? []
  return JSON.parse(inflateRawSync(Buffer.from(letters, 'base64')).toString()) as Content
}

export const shownReport = (
  report: Report,
  texts = NO_TEXTS,
  traceOf: (cell: string) => Trace | undefined = () => undefined,
): ShownReport => unpackReport(blockOf<PackedReport>(pageOf(report, traceOf, texts), 0))
