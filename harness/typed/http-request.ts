/** Parses method, body and header fields of a request from the options `--method`, `--data`, `--header`. */
import { readFile } from 'node:fs/promises'
import { type HeaderField, SseCompatError } from '../model/index.ts'

export interface TypedRequest {
  readonly method: string | undefined
  /** `@file` reads the body from a file. */
  readonly data: string | undefined
  readonly header: readonly string[]
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  /** Includes `Content-Type: application/json` where there is a body and no other type. */
  readonly headers: readonly HeaderField[]
  readonly body: string | undefined
}

const bad = (message: string, advice: string): SseCompatError => new SseCompatError('bad-option', message, { advice })

/** @throws SseCompatError `bad-option`, `unreadable` */
export async function readHttpRequest({ method, data, header }: TypedRequest): Promise<HttpRequest> {
  const body = data === undefined ? undefined : await readData(data)
  const verb = (method ?? (body === undefined ? 'GET' : 'POST')).toUpperCase()
  if (verb !== 'GET' && verb !== 'POST')
    throw bad(`--method takes GET or POST, not "${method}"`, 'a stream is requested by one of these')
  if (verb === 'GET' && body !== undefined) throw bad('--data needs --method POST', 'a GET request has no body')
  const headers = header.map(readField)
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    method: verb,
    headers: body !== undefined && !hasType ? [...headers, ['Content-Type', 'application/json']] : headers,
    body,
  }
}

/** Fields about the connection and about the message's framing (RFC 9110 §7.6.1, RFC 9112 §6), which the sender of the request decides. */
const OF_CONNECTION: ReadonlySet<string> = new Set(
  'connection content-length expect keep-alive te trailer transfer-encoding upgrade'.split(' '),
)

async function readData(data: string): Promise<string> {
  if (!data.startsWith('@')) return data
  const file = data.slice(1)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new SseCompatError('unreadable', `${file} cannot be read (${code})`, {
      advice: '--data @FILE takes the path of a file',
    })
  }
}

function readField(typed: string): HeaderField {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/.exec(typed) ?? []
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a field value must not have (RFC 9110 §5.5)
  if (name === undefined || value === undefined || /[\x00-\x08\x0a-\x1f\x7f]/.test(value))
    throw bad(`--header takes "Name: value", not "${typed}"`, "for example --header 'Authorization: Bearer abc'")
  if (OF_CONNECTION.has(name.toLowerCase()))
    throw bad(`--header takes no ${name}: it belongs to the connection`, 'the length of a body comes from --data')
  return [name, value.trim()]
}
