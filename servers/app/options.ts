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
  /** 0: a free port. */
  readonly port: number
  /** Maximum number of concurrent streams, over all endpoints. */
  readonly maxConnections: number
  /** Maximum number of concurrent streams of one client address; 0: no limit. An IPv6 network of /64 counts as one address. */
  readonly maxPerClient: number
  /** ms without an acknowledged byte after which a client is disconnected. */
  readonly stallTimeout: number
  /** ms within which a request's head and body have to arrive; a request may take up to a quarter longer. */
  readonly requestTimeout: number
  /** ms that open streams get to finish when the server shuts down. */
  readonly drainDeadline: number
  /** Maximum number of events that wait for one subscriber. */
  readonly queueSize: number
  /** Number of events that are kept for subscribers that reconnect. */
  readonly historySize: number
  /** Maximum size of a request's body, bytes. */
  readonly maxBody: number
  /** Redis that stores published events, shared by all servers with the same URL: `redis://…`. Absent: this process stores them. */
  readonly redisUrl: string | undefined
  /** ms that a client waits before it reconnects. */
  readonly retry: number
  /** Origins whose pages may read responses, e.g. `http://localhost:5173`. */
  readonly corsOrigins: readonly string[]
  /**
   * Token that publishing requires, if set; without one only this machine may publish. A chat that is forwarded with a key
   * requires it too.
   */
  readonly publishToken: string | undefined
  /** Whether every stream's head has the field. */
  readonly accelHeader: boolean
  readonly noTransform: boolean
  readonly incremental: boolean
  /** A service with OpenAI's wire format, e.g. `https://api.openai.com/v1`. Absent: a built-in model responds. */
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
