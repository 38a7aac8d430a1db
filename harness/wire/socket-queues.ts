/** Bytes in the kernel's buffers of a TCP connection with both ends on this machine. */
import { readFileSync } from 'node:fs'

/** Both as `address:port`, IPv4. */
export interface Ends {
  readonly from: string
  readonly to: string
}

/** `address:port` in the kernel's format: the address as a number in the machine's byte order, both parts in hexadecimal. */
function hexOf(end: string): string {
  const [address = '', port = ''] = end.split(':')
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))
  return `${bytes.reverse().join('')}:${Number(port).toString(16).padStart(4, '0')}`.toUpperCase()
}

/**
 * Bytes in transit from → to: sent and not yet acknowledged, plus received and not yet read. Linux lists them for the sockets of
 * this network namespace (proc(5), /proc/net/tcp: tx_queue and rx_queue). Reads synchronously, about 1.5 µs for each connection
 * of the machine: the kernel returns 4 KB a read, and asynchronous reads, one in each turn of the event loop, would take seconds
 * in a busy process.
 * @returns one number for each pair of ends, all from the same snapshot; undefined where a socket is not visible
 */
export function bytesUnderWay(connections: readonly Ends[]): readonly (number | undefined)[] {
  const table = tableOfConnections()
  const queues = (local: string, remote: string): readonly [sent: number, come: number] | undefined => {
    const key = ` ${hexOf(local)} ${hexOf(remote)} `
    const at = table.indexOf(key)
    // Fields after the key: the state, then `tx_queue:rx_queue`.
    const [, sent, come] =
      at < 0 ? [] : (/^\S+ (\w+):(\w+)/.exec(table.slice(at + key.length, at + key.length + 24)) ?? [])
    return sent === undefined || come === undefined ? undefined : [Number.parseInt(sent, 16), Number.parseInt(come, 16)]
  }
  return connections.map(({ from, to }) => {
    const sender = queues(from, to)
    const receiver = queues(to, from)
    return sender === undefined || receiver === undefined ? undefined : sender[0] + receiver[1]
  })
}

/** The table of IPv4 connections. */
function tableOfConnections(): string {
  try {
    return readFileSync('/proc/net/tcp', 'utf8')
  } catch {
    return ''
  }
}
