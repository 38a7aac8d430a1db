import type { LogVerbosity } from './log.ts'

/** Times in ms between events. */
export interface Paces {
  readonly time: number
  readonly notifications: number
  readonly update: number
  readonly heartbeat: number
  readonly token: number
  readonly stocks: number
}

export interface ServerOptions {
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  /** Streams at a time, over all endpoints. */
  readonly maxConnections: number
  /** Streams at a time of one client address; 0: no limit. An IPv6 network of /64 counts as one address. */
  readonly maxPerClient: number
  /** ms without a byte taken after which a client is let go. */
  readonly stallTimeout: number
  /** ms within which a request has to be here, head and body; at most a quarter more. */
  readonly requestTimeout: number
  /** ms that open streams have for their end when the server goes down. */
  readonly drainDeadline: number
  /** Events that may wait for one subscriber. */
  readonly queueSize: number
  /** Events kept for those who come back. */
  readonly historySize: number
  /** Bytes of a request's body. */
  readonly maxBody: number
  /** Redis that keeps what is published, shared by all servers that name it: `redis://…`. Without one this process keeps it. */
  readonly redisUrl: string | undefined
  /** ms that a client waits before it connects again. */
  readonly retry: number
  /** Origins whose pages may read answers, e.g. `http://localhost:5173`. */
  readonly corsOrigins: readonly string[]
  /** Needed for publishing, if set; without one only this machine publishes. A chat that is sent on with a key needs it too. */
  readonly publishToken: string | undefined
  /** Of every stream's head. */
  readonly accelHeader: boolean
  readonly noTransform: boolean
  readonly incremental: boolean
  /** A service that speaks OpenAI's wire format, e.g. `https://api.openai.com/v1`; without one a built-in model answers. */
  readonly openai: { readonly baseUrl: string; readonly key: string | undefined } | undefined
  readonly logLevel: LogVerbosity
  readonly paces: Paces
}

export const DEFAULTS: ServerOptions = {
  host: '127.0.0.1',
  port: 5000,
  maxConnections: 1000,
  maxPerClient: 0,
  stallTimeout: 30_000,
  requestTimeout: 30_000,
  drainDeadline: 5_000,
  queueSize: 1000,
  historySize: 1000,
  maxBody: 64 * 1024,
  retry: 3000,
  corsOrigins: [],
  publishToken: undefined,
  redisUrl: undefined,
  accelHeader: true,
  noTransform: false,
  incremental: false,
  openai: undefined,
  logLevel: 'info',
  paces: { time: 1000, notifications: 3000, update: 5000, heartbeat: 15_000, token: 30, stocks: 2000 },
}
