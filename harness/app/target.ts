/** What is asked of the application: the request as somebody typed it. */
import { readFile } from 'node:fs/promises'
import type { Application } from '../../servers/relay/application.ts'
import type { HeaderField } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'

export interface AppTarget {
  readonly url: string
  readonly application: Application
  /** Path and query. */
  readonly target: string
  /** For the Host field. */
  readonly host: string
  readonly method: 'GET' | 'POST'
  readonly headers: readonly HeaderField[]
  readonly body: string | undefined
}

export interface TargetOptions {
  readonly method: string | undefined
  readonly data: string | undefined
  readonly header: readonly string[]
}

const bad = (message: string, advice: string): SseCompatError => new SseCompatError('bad-option', message, { advice })

/** @throws SseCompatError `bad-option`, `unreadable` */
export async function readTarget(typed: string, { method, data, header }: TargetOptions): Promise<AppTarget> {
  const url = URL.canParse(typed) ? new URL(typed) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw bad(
      `"${typed}" is not an http or https URL`,
      'give the whole URL of the stream, e.g. http://127.0.0.1:3000/events',
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw bad(
      'the URL has a user name or password in it',
      "send them as a browser would: --header 'Authorization: Basic …'",
    )
  }
  const body = data === undefined ? undefined : await readData(data)
  const verb = (method ?? (body === undefined ? 'GET' : 'POST')).toUpperCase()
  if (verb !== 'GET' && verb !== 'POST')
    throw bad(`--method takes GET or POST, not "${method}"`, 'a stream is asked for by one of these')
  if (verb === 'GET' && body !== undefined) throw bad('--data needs --method POST', 'a GET request has no body')
  const headers = header.map(readField)
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type')
  const tls = url.protocol === 'https:'
  return {
    url: url.href.replace(/#.*$/, ''),
    application: { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || (tls ? 443 : 80)), tls },
    target: `${url.pathname}${url.search}`,
    host: url.host,
    method: verb,
    headers: body !== undefined && !hasType ? [...headers, ['Content-Type', 'application/json']] : headers,
    body,
  }
}

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
  if (name === undefined || value === undefined || /[\r\n\0]/.test(value)) {
    throw bad(`--header takes "Name: value", not "${typed}"`, "for example --header 'Authorization: Bearer abc'")
  }
  return [name, value.trim()]
}

/** For people and reports: a query may hold a key, so only its names are shown. */
export function shownUrl(url: string): string {
  const [before = '', query] = url.split('?', 2)
  if (query === undefined || query === '') return before
  return `${before}?${query.replace(/=[^&]*/g, '=…')}`
}
