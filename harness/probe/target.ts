/** What a probe asks for: the URL and the request as they were typed. */
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { TlsPeer } from '../client/connect.ts'
import { type Address, type HeaderField, SseCompatError } from '../model/index.ts'

export interface ProbeTarget {
  readonly url: string
  readonly address: Address
  /** For the Host field. */
  readonly host: string
  /** Path and query, as they are. */
  readonly target: string
  /** Undefined for http:. */
  readonly tls: TlsPeer | undefined
}

export interface ProbeRequest {
  readonly method: 'GET' | 'POST'
  readonly headers: readonly HeaderField[]
  readonly body: string | undefined
}

const bad = (message: string, advice: string): SseCompatError => new SseCompatError('bad-option', message, { advice })

/** @throws SseCompatError `bad-option` */
export function readUrl(typed: string): ProbeTarget {
  const url = URL.canParse(typed) ? new URL(typed) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw bad(`"${typed}" is no http: or https: URL`, 'for example: sse-compat probe https://example.com/events')
  if (url.username !== '' || url.password !== '')
    throw bad('a URL with a user name or a password is not accepted', "pass --header 'Authorization: …'")
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const isTls = url.protocol === 'https:'
  return {
    url: url.href,
    address: { host: name, port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port) },
    host: url.host,
    target: `${url.pathname}${url.search}`,
    tls: isTls ? { serverName: isIP(name) === 0 ? name : '' } : undefined,
  }
}

export interface RequestOptions {
  readonly method: string | undefined
  /** `@file` reads it. */
  readonly data: string | undefined
  readonly header: readonly string[]
}

/** @throws SseCompatError `bad-option`, `unreadable` */
export async function readRequest({ method, data, header }: RequestOptions): Promise<ProbeRequest> {
  const name = (method ?? (data === undefined ? 'GET' : 'POST')).toUpperCase()
  if (name !== 'GET' && name !== 'POST') throw bad(`--method ${name} cannot be probed`, 'GET and POST can')
  if (name === 'GET' && data !== undefined) throw bad('--data needs a POST', 'leave --method out')
  return { method: name, headers: header.map(readField), body: name === 'POST' ? await bodyOf(data ?? '') : undefined }
}

function readField(typed: string): HeaderField {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/.exec(typed) ?? []
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a field value must not have (RFC 9110 §5.5)
  if (name === undefined || value === undefined || /[\x00-\x08\x0a-\x1f\x7f]/.test(value))
    throw bad(`--header "${typed}" is no header field`, "for example: --header 'Authorization: Bearer …'")
  return [name, value.trim()]
}

async function bodyOf(data: string): Promise<string> {
  if (!data.startsWith('@')) return data
  try {
    return await readFile(data.slice(1), 'utf8')
  } catch (cause) {
    throw new SseCompatError('unreadable', `--data: ${data.slice(1)} cannot be read`, { cause, advice: 'name a file' })
  }
}
