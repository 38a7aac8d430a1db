/** A server that is measured: ours, or one that ours is compared with. */
import type { HeapFigures } from './probe.ts'

export interface Peer {
  readonly id: string
  /** With its version, for people. */
  readonly title: string
  /** Starts it in a process of its own, ready for streams at `STREAM_PATH`. */
  start(): Promise<RunningPeer>
}

/** Disposing ends its processes, and resolves when they have ended. */
export interface RunningPeer extends AsyncDisposable {
  readonly port: number
  /** Its processes. */
  readonly pids: readonly number[]
  /** How an event with this data is published: a POST request to `PUBLISH_PATH`. */
  publication(data: string): { readonly headers: Readonly<Record<string, string>>; readonly body: string }
  /** Collects garbage; undefined for a server that has none. */
  collect(): Promise<HeapFigures | undefined>
}

/** All listen here; clients come from other addresses of the loopback net, which has ports for each. */
export const HOST = '127.0.0.1'
export const STREAM_PATH = '/sse/stream'
export const PUBLISH_PATH = '/api/notifications'
