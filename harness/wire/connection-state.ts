/** The kernel's state of a TCP socket on this machine, looked up by the addresses of both ends. */
import { listedIn, readTable, type SocketEnds } from './connection-table.ts'
import { connectionsListed } from './connections-listed.ts'

/**
 * State of the socket at `from`, by the kernel's name where it is open; undefined where the socket is not visible. Blocks, some ms
 * where the machine has thousands of connections.
 */
export const connectionState = (ends: SocketEnds): string | undefined => listedIn(ends, readTable)?.state

/**
 * The same without blocking.
 * @param maxAge of a list that was read before, ms
 */
export async function connectionStateLater(ends: SocketEnds, maxAge = 0): Promise<string | undefined> {
  const [found] = await connectionsListed([ends], maxAge)
  return found?.state
}

/** Inode of the socket at `from`, by which a process that holds it is found; undefined as for its state. */
export const socketInode = (ends: SocketEnds): string | undefined => listedIn(ends, readTable)?.inode
