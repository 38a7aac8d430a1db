/** Parses the URL of a stream as a person typed it. */
import { type Address, SseCompatError } from '../model/index.ts'

export interface HttpUrl {
  /** Without the fragment. */
  readonly url: string
  readonly address: Address
  /** Value of the Host field. */
  readonly host: string
  /** Path and query, unchanged. */
  readonly target: string
  readonly isTls: boolean
}

/** @throws SseCompatError `bad-option` */
export function readHttpUrl(typed: string): HttpUrl {
  const bad = (message: string, advice: string): SseCompatError => new SseCompatError('bad-option', message, { advice })
  const url = URL.canParse(typed) ? new URL(typed) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw bad(
      `"${typed}" is not an http or https URL`,
      'give the whole URL of the stream, e.g. http://127.0.0.1:3000/events',
    )
  if (url.username !== '' || url.password !== '')
    throw bad(
      'the URL has a user name or password in it',
      "send them as a browser would: --header 'Authorization: Basic …'",
    )
  const isTls = url.protocol === 'https:'
  return {
    url: url.href.replace(/#.*$/, ''),
    address: { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || (isTls ? 443 : 80)) },
    host: url.host,
    target: `${url.pathname}${url.search}`,
    isTls,
  }
}
