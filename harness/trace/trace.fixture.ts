/** Traces that tests build fact by fact. Times are in ms since the start. */
import type { Fact, HopRecord, JudgedTrace, Timer } from '../model/index.ts'

const HOP: HopRecord = {
  proxy: 'nginx',
  profile: 'made',
  build: 'nginx-1',
  version: '1',
  profileDigest: '',
  replaced: [],
}

export interface Made {
  /** Default: one. */
  readonly hops?: number
  readonly timers?: readonly Timer[]
  readonly clock?: number
  /** Default: 500 ms. */
  readonly stallTolerance?: number
}

export function traceOf(facts: readonly Fact[], made: Made = {}): JudgedTrace {
  const { hops = 1, timers = [], clock, stallTolerance = 500 } = made
  return {
    schema: 3,
    kind: 'route',
    cell: 'nginx/made/made@nginx-1@local',
    question: 'nginx/made/made',
    scenario: 'made',
    scenarioVersion: 1,
    axes: {},
    route: Array.from({ length: hops }, () => HOP),
    runtime: 'local',
    earlierTries: 0,
    startedAt: '',
    settings: { timers },
    ...(clock === undefined ? {} : { clock }),
    facts,
    outcome: { state: 'complete' },
    took: 1,
    stallTolerance,
  }
}

/** An idle timeout. */
export const idleTimer = (directive: string, ms: number): Timer => ({ directive, ms, where: 'default', limits: 'idle' })

/** The event loop was stalled for `ms`, until `t`. */
export const stall = (t: number, ms: number): Fact => ({ t, side: 'harness', fact: 'stall', ms })

export const act = (
  t: number,
  name: string,
  detail: Readonly<Record<string, string | number | boolean>> = {},
): Fact => ({
  t,
  side: 'harness',
  fact: 'act',
  name,
  detail,
})

const CLIENT = { side: 'client', attempt: 1 } as const
const ORIGIN = { side: 'origin', connection: 1, exchange: 1, attempt: 1 } as const

export const request = (t: number, client: string): Fact => ({ t, ...CLIENT, client, fact: 'request', raw: '' })

export function head(t: number, client: string, of: { status?: number; encoding?: string } = {}): Fact {
  const { status = 200, encoding = '' } = of
  return { t, ...CLIENT, client, fact: 'head', raw: '', status, headers: [], framing: 'chunked', encoding }
}

export const body = (t: number, client: string, bytes: number, attempt = 1): Fact => ({
  t,
  ...CLIENT,
  attempt,
  client,
  fact: 'body',
  bytes,
  encoded: bytes,
})

export const event = (t: number, client: string, id: string, digest = id): Fact => ({
  t,
  ...CLIENT,
  client,
  fact: 'event',
  id,
  event: 'message',
  data: '',
  size: 0,
  digest,
})

export type End = Partial<Pick<Extract<Fact, { fact: 'end' }>, 'socket' | 'message' | 'byUs' | 'reset'>>

export const end = (t: number, client: string, of: End = {}): Fact => ({
  t,
  ...CLIENT,
  client,
  fact: 'end',
  socket: 'fin',
  message: 'cut',
  code: '',
  byUs: false,
  ...of,
})

export const asked = (t: number, client: string): Fact => ({
  t,
  ...ORIGIN,
  client,
  fact: 'request',
  raw: '',
  method: 'GET',
  target: '/',
  version: '1.1',
  headers: [],
})

/** The origin wrote an event; `written`: body bytes so far. */
export const sent = (t: number, client: string, id: string, written = 0): Fact => ({
  t,
  ...ORIGIN,
  client,
  fact: 'sent',
  what: 'event',
  id,
  bytes: 0,
  written,
  digest: id,
})

export const sentHead = (t: number, client: string, raw: string): Fact => ({
  t,
  ...ORIGIN,
  client,
  fact: 'sent-head',
  raw,
  asked: 'chunked',
  framing: 'chunked',
  status: 200,
})

export const closed = (t: number, client: string): Fact => ({ t, ...ORIGIN, client, fact: 'closed', how: 'end' })

export const peerLeft = (t: number, client: string): Fact => ({
  t,
  ...ORIGIN,
  client,
  fact: 'peer-left',
  socket: 'fin',
})
