/** Finds, parses and edits the heads of HTTP/1.x messages; edits change single lines and keep every other byte. */
import type { HeaderField } from '../../harness/model/index.ts'

/** Maximum length of a head, as in the harness's own client. */
const MAX_HEAD = 64 * 1024

export interface HeadReader {
  /** `undefined`: not complete yet. `too-long`: above the limit, so it will not be read. */
  push(bytes: Buffer): { readonly raw: string; readonly rest: Buffer } | 'too-long' | undefined
  /** The received part of an incomplete head. */
  readonly partial: Buffer
}

/** Collects bytes up to a blank line. `raw` has one character for each byte (latin1), and includes the blank line. */
export function createHeadReader(): HeadReader {
  let read: Buffer = Buffer.alloc(0)
  return {
    push(bytes) {
      read = Buffer.concat([read, bytes])
      const end = endOfHead(read)
      if (end === undefined) return read.length > MAX_HEAD ? 'too-long' : undefined
      const raw = read.toString('latin1', 0, end)
      const rest = read.subarray(end)
      read = Buffer.alloc(0)
      return { raw, rest }
    },
    get partial() {
      return read
    },
  }
}

/** RFC 9112 §2.2: a recipient may accept a single LF as the end of a line. */
function endOfHead(bytes: Buffer): number | undefined {
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
    const next = bytes[at + 1] === 0x0d ? at + 2 : at + 1
    if (bytes[next] === 0x0a) return next + 1
  }
  return undefined
}

/**
 * Where the final response begins in heads as they were received: interim responses (1xx) come before it. A status line is at the
 * start of a line; a field such as `Via: HTTP/1.1 proxy` names the protocol too.
 */
export const finalHeadAt = (heads: string): number => [...heads.matchAll(/^HTTP\/\d\.\d \d{3}/gm)].at(-1)?.index ?? 0

export interface RequestHead {
  readonly raw: string
  readonly method: string
  readonly target: string
  readonly version: '1.0' | '1.1'
  readonly headers: readonly HeaderField[]
}

/** Undefined for a text that is not an HTTP/1.x request. */
export function readRequestHead(raw: string): RequestHead | undefined {
  const [, method, target, minor] = /^([!-~]+) ([!-~\x80-\xff]+) HTTP\/1\.([01])\r?\n/.exec(raw) ?? []
  if (method === undefined || target === undefined) return undefined
  return { raw, method, target, version: minor === '0' ? '1.0' : '1.1', headers: fieldsOf(raw) }
}

function fieldsOf(raw: string): HeaderField[] {
  return raw
    .split(/\r?\n/)
    .slice(1)
    .flatMap((line): HeaderField[] => {
      const colon = line.indexOf(':')
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1).trim()]] : []
    })
}

/** The value of a field; several are joined as in RFC 9110 §5.3; undefined where there is none. */
export function fieldValue(headers: readonly HeaderField[], name: string): string | undefined {
  const values = headers.filter(([field]) => field.toLowerCase() === name.toLowerCase()).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}

/** RFC 9110 §8.6: equal values count once. Undefined where there is none, or none that is valid. */
export function contentLength(headers: readonly HeaderField[]): number | undefined {
  const values = new Set((fieldValue(headers, 'content-length') ?? '').split(',').map((value) => value.trim()))
  const [value = ''] = values
  return values.size === 1 && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

export interface HeadChange {
  /** Replaces the first line. */
  readonly firstLine?: string
  /** Name → value: replaces the first line with this name and removes the others; appended where there is none. */
  readonly set?: readonly HeaderField[]
  readonly remove?: readonly string[]
}

/** Returns the head with some lines changed: order, case and line ends of all other lines are kept. */
export function changeHead(raw: string, { firstLine, set = [], remove = [] }: HeadChange): string {
  const [first = '', ...lines] = raw.split(/(?<=\n)/)
  const end = /\r?\n$/.exec(first)?.[0] ?? '\r\n'
  const blank = lines.pop() ?? end
  const gone = new Set(remove.map((name) => name.toLowerCase()))
  const given = new Map(set.map(([name, value]) => [name.toLowerCase(), [name, value] as const]))
  const kept: string[] = []
  for (const line of lines) {
    const name = line.slice(0, Math.max(0, line.indexOf(':'))).toLowerCase()
    if (gone.has(name)) continue
    const change = set.find(([field]) => field.toLowerCase() === name)
    if (change === undefined) kept.push(line)
    else if (given.delete(name)) kept.push(`${line.slice(0, name.length)}: ${change[1]}${end}`)
  }
  for (const [name, value] of given.values()) kept.push(`${name}: ${value}${end}`)
  return [firstLine === undefined ? first : `${firstLine}${end}`, ...kept, blank].join('')
}
