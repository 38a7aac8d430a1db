import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Maximum number of requests of one connection that wait for the previous response. Behind a stream they wait as long as the stream. */
const PIPELINED = 16

/** The open connections of a server, and the number of pending responses of each. */
export class Connections {
  readonly #owed = new Map<Socket, number>()

  add(socket: Socket): void {
    this.#owed.set(socket, 0)
    socket.on('close', () => this.#owed.delete(socket))
  }

  /** Calls back when the previous responses have been sent. A request behind too many others closes its connection. */
  take({ socket }: IncomingMessage, response: ServerResponse, answer: () => void): void {
    const owed = (this.#owed.get(socket) ?? 0) + 1
    this.#owed.set(socket, owed)
    response.on('close', () => {
      const left = (this.#owed.get(socket) ?? 0) - 1
      if (left >= 0) this.#owed.set(socket, left)
    })
    if (owed > PIPELINED + 1) socket.destroy()
    // A pipelined request has no socket until the previous response is complete.
    else if (response.socket) answer()
    else response.once('socket', answer)
  }

  /** Closes the connections without pending responses. */
  closeIdle(): void {
    for (const [socket, owed] of this.#owed) if (owed === 0) socket.destroy()
  }

  closeAll(): void {
    for (const socket of this.#owed.keys()) socket.destroy()
  }
}
