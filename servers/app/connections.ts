import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Requests of one connection that may wait for the answer to the one before them. Behind a stream they wait for ever. */
const PIPELINED = 16

/** The open connections of a server, and how many answers each of them is owed. */
export class Connections {
  readonly #owed = new Map<Socket, number>()

  add(socket: Socket): void {
    this.#owed.set(socket, 0)
    socket.on('close', () => this.#owed.delete(socket))
  }

  /** Calls back when it is this request's turn. One that waits behind too many ends its connection. */
  take({ socket }: IncomingMessage, response: ServerResponse, answer: () => void): void {
    const owed = (this.#owed.get(socket) ?? 0) + 1
    this.#owed.set(socket, owed)
    response.on('close', () => {
      const left = (this.#owed.get(socket) ?? 0) - 1
      if (left >= 0) this.#owed.set(socket, left)
    })
    if (owed > PIPELINED + 1) socket.destroy()
    // A pipelined request has no socket before the answer ahead of it is over.
    else if (response.socket) answer()
    else response.once('socket', answer)
  }

  /** Closes those that wait for no answer. */
  closeIdle(): void {
    for (const [socket, owed] of this.#owed) if (owed === 0) socket.destroy()
  }

  closeAll(): void {
    for (const socket of this.#owed.keys()) socket.destroy()
  }
}
