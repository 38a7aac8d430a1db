/** What the kernel holds of a TCP connection that has both its ends here. */
import { readFileSync } from 'node:fs'

/** Each an `address:port`, IPv4. */
export interface Ends {
  readonly from: string
  readonly to: string
}

/** `address:port` as the kernel writes it: of the address a number in the machine's own byte order, both in hexadecimal. */
function hexOf(end: string): string {
  const [address = '', port = ''] = end.split(':')
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))
  return `${bytes.reverse().join('')}:${Number(port).toString(16).padStart(4, '0')}`.toUpperCase()
}

/**
 * Bytes under way `from` → `to`: those that are sent and not yet acknowledged, and those that have come and were not yet
 * read. Linux tells them (proc(5), /proc/net/tcp: tx_queue and rx_queue) of the sockets of this network namespace.
 * At once, some 1.5 µs a connection of the machine: the kernel gives 4 KB a read, and a read a turn would take seconds in a busy process.
 * @returns one number for each pair of ends, all taken in one look; undefined where a socket is not to be seen
 */
export function bytesUnderWay(connections: readonly Ends[]): readonly (number | undefined)[] {
  const table = tableOfConnections()
  const queues = (local: string, remote: string): readonly [sent: number, come: number] | undefined => {
    const key = ` ${hexOf(local)} ${hexOf(remote)} `
    const at = table.indexOf(key)
    // Behind the key: the state, then `tx_queue:rx_queue`.
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

/** Of IPv4. */
function tableOfConnections(): string {
  try {
    return readFileSync('/proc/net/tcp', 'utf8')
  } catch {
    return ''
  }
}
