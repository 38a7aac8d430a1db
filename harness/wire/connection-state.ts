/** The kernel's state of a TCP socket on this machine, looked up by the addresses of both ends. Linux only (proc(5)). */
import { readFileSync } from 'node:fs'
import { isIPv4, isIPv6 } from 'node:net'

/** Both as `address:port`; an IPv6 address has no brackets. */
export interface SocketEnds {
  readonly from: string
  readonly to: string
}

const STATES: Readonly<Record<string, string>> = { '01': 'ESTABLISHED', '08': 'CLOSE_WAIT' }
/** Prefix of an IPv4 address in the kernel's list, for an IPv4 connection to a socket that listens on `::`. */
const MAPPED: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

/**
 * State of the socket at `from`, by the kernel's name where it is open. Undefined where it does not exist or is not visible: on
 * another machine, in another network namespace (a container), on another operating system.
 * @param maxAge of what was read before, ms. Reading the kernel's list blocks, several ms where the machine has thousands of connections
 */
export const connectionState = (ends: SocketEnds, maxAge = 0): string | undefined => find(ends, maxAge)?.state

/** Inode of the socket at `from`, by which a process that holds it is found; undefined as for its state. */
export const socketInode = (ends: SocketEnds): string | undefined => find(ends, 0)?.inode

interface Listed {
  readonly state: string
  readonly inode: string
}

function find({ from, to }: SocketEnds, maxAge: number): Listed | undefined {
  const [local, remote] = [readEnd(from), readEnd(to)]
  if (local === undefined || remote === undefined) return undefined
  const isOld = local.bytes.length === 4 && remote.bytes.length === 4
  return (
    (isOld ? lineIn('/proc/net/tcp', maxAge, `${say(local)} ${say(remote)}`) : undefined) ??
    lineIn('/proc/net/tcp6', maxAge, `${say(mapped(local))} ${say(mapped(remote))}`)
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

/** Fields after the addresses: state, queues, timer, retransmits, uid, timeout, inode. */
function lineIn(file: string, maxAge: number, key: string): Listed | undefined {
  const table = read(file, maxAge)
  const at = table.indexOf(` ${key} `)
  if (at < 0) return undefined
  const [fields = ''] = table.slice(at + key.length + 2).split('\n', 1)
  const [code = '', , , , , , inode = ''] = fields.trim().split(/\s+/)
  return { state: STATES[code] ?? code, inode }
}

const lastRead = new Map<string, { readonly text: string; readonly at: number }>()

function read(file: string, maxAge: number): string {
  const last = lastRead.get(file)
  if (last !== undefined && performance.now() - last.at < maxAge) return last.text
  const text = textOf(file)
  lastRead.set(file, { text, at: performance.now() })
  return text
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
