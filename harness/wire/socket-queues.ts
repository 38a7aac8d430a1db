/** Bytes in the kernel's buffers of a TCP connection with both ends on this machine. */
import type { SocketEnds } from './connection-table.ts'
import { connectionsListed } from './connections-listed.ts'

/**
 * Bytes in transit from → to: sent and not yet acknowledged, plus received and not yet read. Linux lists them for the sockets of
 * this network namespace.
 * @returns one number for each pair of ends, all from the same list; undefined where a socket is not visible
 */
export async function bytesUnderWay(connections: readonly SocketEnds[]): Promise<readonly (number | undefined)[]> {
  const listed = await connectionsListed(
    connections.flatMap(({ from, to }) => [
      { from, to },
      { from: to, to: from },
    ]),
  )
  return connections.map((_, n) => {
    const [sender, receiver] = [listed[2 * n], listed[2 * n + 1]]
    return sender === undefined || receiver === undefined ? undefined : sender.sent + receiver.unread
  })
}
