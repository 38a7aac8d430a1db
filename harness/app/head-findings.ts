/** Violations of HTTP in a response head, which recipients handle differently: some refuse the whole response. Pure. */
import { fieldValue } from '../../servers/relay/message-head.ts'
import { contentCoding, type ResponseHead } from '../client/head.ts'
import type { HeaderField } from '../model/index.ts'
import type { AppFinding } from './app-finding.ts'

const RFC = (section: string): string => `RFC ${section}`

/** Fields of a response that have one value: RFC 9110 §5.3 forbids to send them twice. */
const SINGLE: readonly string[] = ['content-type', 'content-length', 'retry-after', 'server', 'date', 'location']

/** @param raw the head as it was on the wire */
export function headFindings({ headers, raw }: Pick<ResponseHead, 'headers' | 'raw'>): AppFinding[] {
  const found: AppFinding[] = []
  const add = (id: string, level: AppFinding['level'], says: string, rule: string): void =>
    void found.push({ id, level, says, rule })

  const invalid = fieldsWithControlCharacters(headers)
  if (invalid.length > 0)
    add(
      'field-value',
      'error',
      `control characters in the value of ${invalid.join(', ')}: clients and proxies may refuse the whole response`,
      RFC('9110 §5.5'),
    )
  if (/(?:^|[^\r])\n/.test(raw))
    add(
      'bare-lf',
      'error',
      'lines of the response headers end with LF alone: some clients and proxies accept that, others refuse the response',
      RFC('9112 §2.2'),
    )
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(fieldValue(headers, 'content-type') ?? '')?.[1]
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
    add(
      'charset',
      'warning',
      `Content-Type names charset=${charset.slice(0, 30)}: clients read an event stream as UTF-8, whatever it names`,
      'WHATWG HTML §9.2.5',
    )
  const coding = fieldValue(headers, 'transfer-encoding')
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    add(
      'transfer-coding',
      'error',
      `Transfer-Encoding: ${coding}: clients and proxies support chunked only, and refuse the response`,
      RFC('9112 §7'),
    )
  if (coding !== undefined && fieldValue(headers, 'content-length') !== undefined)
    add(
      'length-and-coding',
      'error',
      'the response has both Content-Length and Transfer-Encoding: proxies may refuse it, since it is a way to smuggle a response',
      RFC('9112 §6.3'),
    )
  const encoding = fieldValue(headers, 'content-encoding')
  if (encoding !== undefined && contentCoding(headers) === '')
    add(
      'no-coding',
      'warning',
      `Content-Encoding: ${encoding} names no coding of the stream: browsers read it as it is, other clients may refuse it`,
      RFC('9110 §8.4.1'),
    )
  const repeated = SINGLE.filter((name) => headers.filter(([field]) => field.toLowerCase() === name).length > 1)
  if (repeated.length > 0)
    add(
      'repeated-field',
      'warning',
      `sent more than once: ${repeated.join(', ')}; clients and proxies use different ones, or refuse the response`,
      RFC('9110 §5.3'),
    )
  return found
}

/** Names of the fields with a character that no field value may have; a tab is allowed. */
const fieldsWithControlCharacters = (headers: readonly HeaderField[]): string[] =>
  headers
    .filter(([, value]) => [...value].some((one) => (one < ' ' && one !== '\t') || one === '\x7f'))
    .map(([name]) => name)
