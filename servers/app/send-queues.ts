import { readFileSync } from 'node:fs'
import { type Socket, SocketAddress } from 'node:net'
import { endianness } from 'node:os'

/** Bytes in the kernel's buffer of a socket that its peer has not acknowledged, sent or not. */
export type SendQueues = (socket: Socket) => number

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
/** A connection whose queue is not empty. */
const ROW = /^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]+):([0-9A-F]{4}) \w\w (?!0{8})([0-9A-F]{8}):/gm

/**
 * Reads Linux's tables of TCP connections once for all sockets (kernel documentation, proc_net_tcp). A write succeeds as long as
 * the kernel has room, so this is the only way to detect that the peer of a quiet stream has vanished. Where there are no such
 * tables, every queue counts as empty. Reads synchronously, 1.5 µs for each connection of the machine: the kernel returns 4 KB a
 * read, and asynchronous reads, one in each turn of the event loop, would be late by seconds in a busy process.
 */
export function readSendQueues(): SendQueues {
  const queues = new Map<string, number>()
  const remotePorts = new Set<number>()
  for (const path of TABLES) {
    for (const [, local = '', localPort = '', remote = '', remotePort = '', bytes = ''] of textOf(path).matchAll(ROW)) {
      const port = Number.parseInt(remotePort, 16)
      remotePorts.add(port)
      queues.set(
        `${addressOf(local)} ${Number.parseInt(localPort, 16)} ${addressOf(remote)} ${port}`,
        Number.parseInt(bytes, 16),
      )
    }
  }
  return (socket) => {
    // Most queues are empty: the rest of the address is read only where the port matches.
    if (!remotePorts.has(socket.remotePort ?? 0)) return 0
    const [local = '', remote = ''] = [socket.localAddress, socket.remoteAddress].map((name) => name?.split('%')[0])
    return queues.get(`${local} ${socket.localPort} ${remote} ${socket.remotePort}`) ?? 0
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** In node:net's format; the kernel prints 32-bit words in the machine's byte order. */
function addressOf(hex: string): string {
  const bytes = Buffer.from(hex, 'hex')
  if (endianness() === 'LE') bytes.swap32()
  if (bytes.length === 4) return bytes.join('.')
  const address = (bytes.toString('hex').match(/.{4}/g) ?? []).join(':')
  return new SocketAddress({ address, family: 'ipv6' }).address
}
