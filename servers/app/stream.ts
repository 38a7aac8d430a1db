import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { now } from '../../harness/wire/timestamp.ts'
import { type Block, encode } from './encoder.ts'
import type { SendQueues } from './send-queues.ts'

/**
 * Why a stream was closed: by the client, by the server, because the client accepted nothing for too long, or because the server
 * shuts down.
 */
export type LeaveReason = 'client' | 'ended' | 'stalled' | 'shutdown'

/** Also receives the stream, so that one listener can serve all streams. */
export type LeaveListener = (reason: LeaveReason, stream: SseStream) => void

/** Totals over all streams of a server. */
export interface StreamTotals {
  /** Events written to sockets. */
  delivered: number
  /** Events that subscribers missed because they read too slowly. */
  dropped: number
}

/**
 * One open response of type `text/event-stream`. Blocks that its socket does not accept wait in its own queue; when the queue is
 * full, the oldest event is dropped, and one `event: dropped` in its place reports the number of dropped events to the
 * subscriber. It is a class because ten thousand of them exist at a time: methods are shared, and a queue exists only while it is
 * needed.
 */
export class SseStream {
  readonly path: string
  readonly openedAt = now()
  /** Called once when the queue starts to overflow; the owner may log it. */
  onDropping: (() => void) | undefined
  readonly #response: ServerResponse
  readonly #socket: Socket
  readonly #framed: boolean
  readonly #limit: number
  readonly #totals: StreamTotals
  readonly #leaveListeners: LeaveListener[] = []
  #queue: Block[] | undefined
  #waiting: (() => void)[] | undefined
  #dropped = 0
  #blocked = false
  #left: LeaveReason | undefined
  #ending: LeaveReason | undefined
  #acknowledged = 0
  #stalledSince = 0

  /** Sends the head. @param options.limit maximum number of events that wait for this client */
  constructor(
    response: ServerResponse,
    options: { path: string; limit: number; totals: StreamTotals; headers: Readonly<Record<string, string>> },
  ) {
    this.path = options.path
    this.#limit = options.limit
    this.#totals = options.totals
    this.#response = response
    this.#socket = response.socket as Socket
    response.writeHead(200, options.headers)
    response.flushHeaders()
    this.#framed = response.chunkedEncoding
    // Detects a client that is gone while nothing is sent to it.
    this.#socket.setKeepAlive(true, 15_000)
    // Runs before node:http starts the next request of this connection, which may need this stream's slot.
    response.prependListener('finish', () => this.#leave(this.#ending ?? 'ended'))
    response.on('close', () => this.#leave(this.#ending ?? 'client'))
  }

  get isOpen(): boolean {
    return this.#left === undefined && this.#ending === undefined
  }

  onLeave(listener: LeaveListener): void {
    if (this.#left === undefined) this.#leaveListeners.push(listener)
    else listener(this.#left, this)
  }

  /** Never waits: writes the block, or queues it. A comment that would have to wait is dropped. */
  send(block: Block): void {
    if (!this.isOpen) return
    if (!this.#blocked) this.#write(block)
    else this.#enqueue(block)
  }

  /** As `send` for each block. @param whole all blocks as one, shared by every stream that receives them */
  sendAll(blocks: readonly Block[], whole: Block): void {
    if (!this.isOpen) return
    if (!this.#blocked) this.#write(whole)
    else for (const block of blocks) this.#enqueue(block)
  }

  /** Resolves once nothing waits for this client, or it has disconnected. For a source that can pause. */
  drained(): Promise<void> {
    if (!this.#blocked || !this.isOpen) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting ??= []
      this.#waiting.push(resolve)
    })
  }

  /** Sends what waits, then ends the response. The stream counts as closed once its socket has accepted all of it. */
  end(reason: 'ended' | 'shutdown' = 'ended'): void {
    if (!this.isOpen) return
    this.#ending = reason
    this.#blocked = false
    this.#flush(true)
    this.#response.end()
  }

  /**
   * Disconnects a client that has acknowledged no byte for `timeout` although some are outstanding. Must be called repeatedly.
   * @param timeout ms
   * @returns whether it was disconnected
   */
  dropIfStalled(timeout: number, queues: SendQueues): boolean {
    const unacknowledged = queues(this.#socket)
    const { writableLength } = this.#socket
    if (unacknowledged === 0 && writableLength === 0) {
      this.#stalledSince = 0
      return false
    }
    // While the kernel has accepted a write partly, this is too small by that part. It still changes with all progress.
    const acknowledged = this.#socket.bytesWritten - writableLength - unacknowledged
    const time = now()
    if (this.#stalledSince === 0 || acknowledged !== this.#acknowledged) {
      this.#acknowledged = acknowledged
      this.#stalledSince = time
      return false
    }
    if (time - this.#stalledSince < timeout) return false
    this.#leave('stalled')
    // Without a reset the kernel would keep the connection and its bytes until its own timeout.
    this.#socket.resetAndDestroy()
    return true
  }

  #write(block: Block): void {
    this.#totals.delivered += block.events
    if (this.#socket.write(this.#framed ? block.framed : block.plain) || this.#blocked) return
    this.#blocked = true
    this.#socket.once('drain', () => {
      this.#blocked = false
      this.#flush(false)
      if (!this.#blocked) this.#wake()
    })
  }

  #enqueue(block: Block): void {
    if (block.events === 0) return
    this.#queue ??= []
    if (this.#queue.length >= this.#limit) {
      this.#queue.shift()
      this.#totals.dropped++
      if (this.#dropped++ === 0) this.onDropping?.()
    }
    this.#queue.push(block)
  }

  /** The notice of dropped events is sent before the remaining ones, and so in the place of the dropped ones. */
  #flush(all: boolean): void {
    if (this.#dropped > 0) {
      const notice = encode({ event: 'dropped', data: JSON.stringify({ count: this.#dropped }) })
      this.#dropped = 0
      this.#write(notice)
    }
    const queue = this.#queue ?? []
    let sent = 0
    while (sent < queue.length && (all || !this.#blocked)) this.#write(queue[sent++] as Block)
    this.#queue = sent < queue.length ? queue.slice(sent) : undefined
  }

  #leave(reason: LeaveReason): void {
    if (this.#left !== undefined) return
    this.#left = reason
    this.#queue = undefined
    for (const listener of this.#leaveListeners.splice(0)) listener(reason, this)
    this.#wake()
  }

  #wake(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const resolve of waiting) resolve()
  }
}
