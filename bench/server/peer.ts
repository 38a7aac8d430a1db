/** A server to measure: ours, or one that ours is compared with. */
import type { HeapFigures } from './probe.ts'

export interface Peer {
  readonly id: string
  /** Name and version, for people. */
  readonly title: string
  /** Starts it in a separate process, ready for streams at `STREAM_PATH`. */
  start(): Promise<RunningPeer>
}

/** Disposing stops its processes, and resolves when they have exited. */
export interface RunningPeer extends AsyncDisposable {
  readonly port: number
  /** Its processes. */
  readonly pids: readonly number[]
  /** How to publish an event with this data: a POST request to `PUBLISH_PATH`. */
  publication(data: string): { readonly headers: Readonly<Record<string, string>>; readonly body: string }
  /** Collects garbage; undefined for a server without a garbage collector. */
  collect(): Promise<HeapFigures | undefined>
}

/** All servers listen here; clients connect from other addresses of the loopback network, each of which has its own ports. */
export const HOST = '127.0.0.1'
export const STREAM_PATH = '/sse/stream'
export const PUBLISH_PATH = '/api/notifications'
