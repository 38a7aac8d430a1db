import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TokenFailures } from './access/token-failures.ts'
import type { MemoryLog } from './event-log/memory.ts'
import type { Hub } from './hub.ts'
import type { Log } from './log.ts'
import type { ServerOptions } from './options.ts'
import type { Registry } from './registry.ts'
import type { SseStream, StreamTotals } from './stream.ts'

/** State that the routes of one server share. */
export interface App {
  readonly options: ServerOptions
  readonly log: Log
  readonly registry: Registry
  readonly totals: StreamTotals
  readonly tokenFailures: TokenFailures
  /** For `POST /api/notifications`. */
  readonly notifications: Hub
  readonly stocks: Hub
  /** For `stocks`: each server has its own market. */
  readonly stocksLog: MemoryLog
  /** Aborted when the server begins to shut down. */
  readonly closing: AbortSignal
}

/** One request, as passed to its route. */
export interface Asked {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The route's path. */
  readonly path: string
  readonly query: URLSearchParams
  /** Undefined where the client sent no id, or an empty one. */
  readonly lastEventId: string | undefined
  /**
   * Whether a stream can be opened now; if not, the response has been sent. For routes that do expensive work before they open
   * the stream.
   */
  hasRoom(): boolean
  /** Opens the stream; undefined when it was refused, and the response has been sent. */
  openStream(): SseStream | undefined
}

export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Description for the list of endpoints: a few words. */
  readonly about: string
  /** `stream`: a HEAD request returns the stream's head, and the client has to accept `text/event-stream`. */
  readonly kind: 'stream' | 'plain'
  handle(asked: Asked): void | Promise<void>
}
