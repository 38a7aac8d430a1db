import type { Framing, HeaderField } from '../model/index.ts'

export interface ResponseHead {
  readonly raw: string
  readonly status: number
  readonly headers: readonly HeaderField[]
  readonly framing: Framing
  /** The content codings of the body, see `contentCoding`; '' for none. */
  readonly encoding: string
}

/** Parses a response head, from status line to blank line, as it was on the wire (bytes as latin1). */
export function readResponseHead(raw: string): ResponseHead {
  const [statusLine = '', ...lines] = raw.split(/\r?\n/)
  const headers: HeaderField[] = []
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.push([line.slice(0, colon), line.slice(colon + 1).trim()])
  }
  const status = Number(/^HTTP\/\d\.\d (\d{3})/.exec(statusLine)?.[1] ?? 0)
  return { raw, status, headers, framing: framingOf(status, headers), encoding: contentCoding(headers) }
}

/** @param fields of an HTTP/2 response as received: names and values alternate, `:status` is one of them */
export function readHttp2Head(fields: readonly string[]): ResponseHead {
  const headers: HeaderField[] = []
  let raw = ''
  let status = 0
  for (let n = 0; n < fields.length; n += 2) {
    const [name = '', value = ''] = fields.slice(n, n + 2)
    raw += `${name}: ${value}\r\n`
    if (name === ':status') status = Number(value)
    else headers.push([name, value])
  }
  const framing = status === 204 || status === 304 ? 'none' : 'h2'
  return { raw, status, headers, framing, encoding: contentCoding(headers) }
}

const CODINGS: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'identity', ''])

/**
 * Value of Content-Encoding, lower case. '' where no coding is to be undone: a browser reads the bytes as they are where it does not
 * support a coding (WHATWG Fetch, "handle content codings"), and applications send `none` or `utf-8`.
 */
export function contentCoding(headers: readonly HeaderField[]): string {
  const value = listed(headers, 'content-encoding')
  const codings = value.split(',').map((coding) => coding.trim())
  const isCoded = codings.every((coding) => CODINGS.has(coding)) && codings.some((one) => !/^(?:identity)?$/.test(one))
  return isCoded ? value : ''
}

/**
 * The media type without its parameters, lower case; '' when there is none. Of several the last valid one counts, as in a browser
 * (WHATWG Fetch, "extract a MIME type").
 */
export function mediaType(headers: readonly HeaderField[]): string {
  const types = listed(headers, 'content-type')
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .split(',')
    .map((value) => value.replace(/;.*$/s, '').trim())
  return types.findLast((type) => /^[^\s/]+\/[^\s/]+$/.test(type) && type !== '*/*') ?? types[0] ?? ''
}

/** RFC 9112 §6.3, for a response to GET or POST. */
function framingOf(status: number, headers: readonly HeaderField[]): Framing {
  if (status < 200 || status === 204 || status === 304) return 'none'
  const coding = listed(headers, 'transfer-encoding')
  if (coding !== '') return /(?:^|,)\s*chunked$/.test(coding) ? 'chunked' : 'close-delimited'
  return headers.some(([name]) => name.toLowerCase() === 'content-length') ? 'content-length' : 'close-delimited'
}

function listed(headers: readonly HeaderField[], name: string): string {
  return headers
    .filter(([field]) => field.toLowerCase() === name)
    .map(([, value]) => value.toLowerCase())
    .join(', ')
}
