import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TokenFailures } from './access/token-failures.ts'
import type { MemoryLog } from './event-log/memory.ts'
import type { Hub } from './hub.ts'
import type { Log } from './log.ts'
import type { ServerOptions } from './options.ts'
import type { Registry } from './registry.ts'
import type { SseStream, StreamTotals } from './stream.ts'

/** What the routes of one server share. */
export interface App {
  readonly options: ServerOptions
  readonly log: Log
  readonly registry: Registry
  readonly totals: StreamTotals
  readonly tokenFailures: TokenFailures
  /** Of `POST /api/notifications`. */
  readonly notifications: Hub
  readonly stocks: Hub
  /** Of `stocks`: each server has a market of its own. */
  readonly stocksLog: MemoryLog
  /** Aborted when the server begins to go down. */
  readonly closing: AbortSignal
}

/** One request, as its route sees it. */
export interface Asked {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The route's. */
  readonly path: string
  readonly query: URLSearchParams
  /** Undefined where the client sent none, or an empty one. */
  readonly lastEventId: string | undefined
  /** Whether a stream could be opened now; if not, that was answered. For what costs something before its stream opens. */
  hasRoom(): boolean
  /** Opens the stream; undefined when it was refused, and answered. */
  openStream(): SseStream | undefined
}

export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** For the list of endpoints: a few words. */
  readonly about: string
  /** `stream`: HEAD shows the stream's head, and the client has to accept `text/event-stream`. */
  readonly kind: 'stream' | 'plain'
  handle(asked: Asked): void | Promise<void>
}
