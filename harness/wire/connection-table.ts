/** The kernel's list of this machine's TCP connections. Linux only (proc(5), /proc/net/tcp). */
import { readFileSync } from 'node:fs'
import { isIPv4, isIPv6 } from 'node:net'

/** Both as `address:port`; an IPv6 address has no brackets. */
export interface SocketEnds {
  readonly from: string
  readonly to: string
}

/** What the kernel lists of the socket at `from`. */
export interface Listed {
  /** The kernel's name where it is open, otherwise its number. */
  readonly state: string
  /** By which a process that holds the socket is found. */
  readonly inode: string
  /** Bytes that were sent and not acknowledged yet. */
  readonly sent: number
  /** Bytes that have arrived and were not read yet. */
  readonly unread: number
}

const [TCP, TCP6] = ['/proc/net/tcp', '/proc/net/tcp6'] as const

const STATES: Readonly<Record<string, string>> = { '01': 'ESTABLISHED', '08': 'CLOSE_WAIT' }
/** Prefix of an IPv4 address in the kernel's list, for an IPv4 connection to a socket that listens on `::`. */
const MAPPED: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

/**
 * Blocks: 1.5 µs for each connection of the machine. The kernel returns 4 KB a read, for which Node allocates 64 KB, unless the
 * file is read as text.
 * @returns '' where there is no such list
 */
export function readTable(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Reads a list where the last reading began before a time, in ms of `process.hrtime`, the clock that all threads share. */
export function createTables(): (file: string, notBefore: number) => string {
  const readings = new Map<string, { readonly table: string; readonly from: number }>()
  return (file, notBefore) => {
    const last = readings.get(file)
    // One that began to be read before the question may not have the connection yet.
    if (last !== undefined && last.from >= notBefore) return last.table
    const from = machineTime()
    const table = readTable(file)
    readings.set(file, { table, from })
    return table
  }
}

export const machineTime = (): number => Number(process.hrtime.bigint()) / 1e6

/**
 * Undefined where the socket does not exist or is not visible: on another machine, in another network namespace (a container), on
 * another operating system.
 */
export function listedIn({ from, to }: SocketEnds, tableOf: (file: string) => string): Listed | undefined {
  const [local, remote] = [readEnd(from), readEnd(to)]
  if (local === undefined || remote === undefined) return undefined
  const isOld = local.bytes.length === 4 && remote.bytes.length === 4
  return (
    (isOld ? lineIn(tableOf(TCP), `${say(local)} ${say(remote)}`) : undefined) ??
    lineIn(tableOf(TCP6), `${say(mapped(local))} ${say(mapped(remote))}`)
  )
}

interface End {
  readonly bytes: readonly number[]
  readonly port: number
}

function readEnd(text: string): End | undefined {
  const at = text.lastIndexOf(':')
  const address = text.slice(0, at).replace(/%.*$/, '')
  const port = Number(text.slice(at + 1))
  if (isIPv4(address)) return { bytes: address.split('.').map(Number), port }
  if (!isIPv6(address)) return undefined
  // `::ffff:127.0.0.1` ends with an IPv4 address.
  const old = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const tail = old === null ? [] : old.slice(1).map(Number)
  const words = old === null ? address : address.slice(0, old.index)
  const [before = '', after] = words.split('::', 2).map((part) => part.replace(/:$/, ''))
  const [head, rest] = [bytesOf(before), bytesOf(after ?? '')]
  const zeros = new Array<number>(Math.max(0, 16 - head.length - rest.length - tail.length)).fill(0)
  return { bytes: [...head, ...zeros, ...rest, ...tail], port }
}

const bytesOf = (words: string): number[] =>
  words
    .split(':')
    .filter(Boolean)
    .flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 0xff])

const mapped = (end: End): End => (end.bytes.length === 4 ? { ...end, bytes: [...MAPPED, ...end.bytes] } : end)

/** In the kernel's format: four-byte words in the machine's byte order (least significant first), and the port, all in hexadecimal. */
function say({ bytes, port }: End): string {
  const hex = (n: number, width: number): string => n.toString(16).padStart(width, '0')
  const words = bytes.map((_, n) => hex(bytes[(n & ~3) + 3 - (n & 3)] ?? 0, 2)).join('')
  return `${words}:${hex(port, 4)}`.toUpperCase()
}

/** More than a line of the kernel's list has. */
const LINE = 300

/** Fields after the addresses: state, `tx_queue:rx_queue`, timer, retransmits, uid, timeout, inode. */
function lineIn(table: string, key: string): Listed | undefined {
  const at = table.indexOf(` ${key} `)
  if (at < 0) return undefined
  const [fields = ''] = table.slice(at + key.length + 2, at + key.length + LINE).split('\n', 1)
  const [code = '', queues = '', , , , , inode = ''] = fields.trim().split(/\s+/)
  const [sent = 0, unread = 0] = queues.split(':').map((bytes) => Number.parseInt(bytes, 16))
  return { state: STATES[code] ?? code, inode, sent, unread }
}
