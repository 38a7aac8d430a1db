/** The kernel's state of a TCP socket on this machine, looked up by the addresses of both ends. Linux only (proc(5)). */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
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
 * another machine, in another network namespace (a container), on another operating system. Blocks, some ms where the machine has
 * thousands of connections.
 */
export const connectionState = (ends: SocketEnds): string | undefined => found(ends, textOf)?.state

/**
 * The same without blocking: the kernel's list is read by a thread of Node's pool, once for everyone who asks meanwhile.
 * @param maxAge of a list that was read before, ms
 */
export async function connectionStateLater(ends: SocketEnds, maxAge = 0): Promise<string | undefined> {
  const tables = new Map(await Promise.all(TABLES.map(async (file) => [file, await shared(file, maxAge)] as const)))
  return found(ends, (file) => tables.get(file) ?? NOTHING)?.state
}

/** Inode of the socket at `from`, by which a process that holds it is found; undefined as for its state. */
export const socketInode = (ends: SocketEnds): string | undefined => found(ends, textOf)?.inode

interface Listed {
  readonly state: string
  readonly inode: string
}

const [TCP, TCP6] = ['/proc/net/tcp', '/proc/net/tcp6'] as const
const TABLES: readonly string[] = [TCP, TCP6]
const NOTHING = Buffer.alloc(0)

function found({ from, to }: SocketEnds, tableOf: (file: string) => Buffer): Listed | undefined {
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

/** Fields after the addresses: state, queues, timer, retransmits, uid, timeout, inode. */
function lineIn(table: Buffer, key: string): Listed | undefined {
  const at = table.indexOf(` ${key} `, 0, 'latin1')
  if (at < 0) return undefined
  const [fields = ''] = table.toString('latin1', at + key.length + 2, at + key.length + LINE).split('\n', 1)
  const [code = '', , , , , , inode = ''] = fields.trim().split(/\s+/)
  return { state: STATES[code] ?? code, inode }
}

/** More than a line of the kernel's list has. */
const LINE = 300

interface Reading {
  readonly table: Promise<Buffer>
  readonly from: number
}

const lastRead = new Map<string, Reading>()

/** A list that began to be read before the question may not have the connection yet. */
function shared(file: string, maxAge: number): Promise<Buffer> {
  const last = lastRead.get(file)
  if (last !== undefined && performance.now() - last.from < maxAge) return last.table
  const table = readFile(file).catch(() => NOTHING)
  lastRead.set(file, { table, from: performance.now() })
  return table
}

function textOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return NOTHING
  }
}
