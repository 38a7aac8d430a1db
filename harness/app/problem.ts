/** Messages for an application that cannot be tested as an event stream, one line each. Pure. */
import { STATUS_CODES } from 'node:http'
import { fieldValue } from '../../servers/relay/message-head.ts'
import { MAX_EVENT } from '../../servers/relay/pieces.ts'
import { mediaType } from '../client/head.ts'
import { eventsOf, isEndlessEvent, MAX_BYTES, MAX_EVENTS, type Observation } from './observe.ts'
import { bytesOf, seconds } from './time-words.ts'

export function problemOf({ response, end, pieces, bytes, lasted }: Observation, where: string): string | undefined {
  if (response === undefined) return withoutHead(end, where, lasted)
  const { status, headers } = response.head
  const said = `status ${status} ${STATUS_CODES[status] ?? ''}`.trim()
  const location = fieldValue(headers, 'location')
  if (status >= 300 && status < 400 && location !== undefined)
    return redirect(location, where, said, fieldValue(headers, 'set-cookie') !== undefined)
  if (status === 401 || status === 403 || status === 407) {
    return `${where} requires a login (${said}): give its credentials, e.g. --header 'Authorization: Bearer …' or --header 'Cookie: …'`
  }
  if (status === 204)
    return `${where} answers 204 No Content: with it a server tells clients to stop reconnecting; there is no stream to test`
  if (status === 405)
    return `${where} does not take this method (${said}): a stream that is asked for by POST needs --method POST --data …`
  if (status !== 200) {
    const after = fieldValue(headers, 'retry-after')
    const when = after === undefined ? '' : `, with Retry-After: ${after}, which EventSource ignores`
    return `${where} answers ${said}${when}, so there is no stream to test${adviceFor(status)}`
  }
  const type = mediaType(headers)
  const types = fieldValue(headers, 'content-type') ?? ''
  if (type !== 'text/event-stream' && headers.filter(([name]) => name.toLowerCase() === 'content-type').length > 1)
    return `${where} answers with several Content-Types (${types}): clients use the last one`
  if (type === 'text/html')
    return `${where} answers with an HTML page, no event stream: is it the path of the stream, and does it need a login?`
  if (type !== 'text/event-stream' && end?.how === 'complete') {
    return `${where} answers with ${type === '' ? 'no Content-Type' : `Content-Type ${type}`}, no event stream (text/event-stream)`
  }
  const coding = fieldValue(headers, 'transfer-encoding')
  if (coding !== undefined && !/^(?:chunked|identity)$/i.test(coding))
    return `${where} answers with Transfer-Encoding: ${coding}, of which clients and proxies support chunked only`
  if (isEndlessEvent({ pieces }))
    return `${where} sent an event of more than ${bytesOf(MAX_EVENT)}, which was not read further: clients keep an event in memory until it ends`
  if (bytes > MAX_BYTES)
    return `${where} sent ${bytesOf(bytes)} in ${seconds(lasted)}: it floods its clients, and was not read further`
  const events = eventsOf(pieces)
  if (end?.how === 'complete' && pieces.every(({ content }) => content.length === 0))
    return `${where} ended its response after ${seconds(lasted)}, with ${bytes === 0 ? 'an empty body' : `${bytesOf(bytes)} and no event in them`}: EventSource reconnects again and again, and gets nothing`
  if (events >= MAX_EVENTS)
    return `${where} sent ${events.toLocaleString('en-US')} events in ${seconds(lasted)}: it floods its clients, and was not read further`
  return undefined
}

/** What to look at; '' where the status tells enough. */
function adviceFor(status: number): string {
  if (status === 404 || status === 410)
    return ': is it the path of the stream? An endpoint that takes a POST answers a GET so, too (--method POST)'
  if (status === 400 || status === 415 || status === 422)
    return ': what does it expect? --data and --header send a body and fields'
  return status >= 500 ? ': its log tells why' : ''
}

export const saysStopped = (where: string, stopped: true | 'refused'): string =>
  stopped === 'refused'
    ? `${where} accepts no connections any more: the application ended while it was tested`
    : `${where} has stopped answering: it still serves requests whose clients have left, and takes no further one`

/** It answers a request that accepts no content coding. */
export const saysHeld = (where: string, { lasted }: Observation): string =>
  `${where} sent nothing within ${seconds(lasted)}, not even response headers, to a request that accepts compression (Accept-Encoding), but answers one that does not: its own compression is not flushed. Flush it after the headers and after each event, or exclude text/event-stream from it`

const UNREACHED: Readonly<Record<string, string>> = {
  ENOTFOUND: 'has a name that does not exist: is it spelled correctly?',
  EAI_AGAIN: 'has a name that cannot be resolved',
  ETIMEDOUT:
    'did not accept the connection within 5 s: is it the right address, and does it speak TLS where it is an https: URL?',
  'no TLS': 'does not speak TLS: is it an http: URL?',
}

/** @param detail the system's error code, or words of the relay's */
const unreached = (where: string, detail: string): string =>
  `${where} ${UNREACHED[detail] ?? 'cannot be reached'}${/^E/.test(detail) ? ` (${detail})` : ''}`

function withoutHead(end: Observation['end'], where: string, lasted: number): string {
  switch (end?.how) {
    case 'refused':
      return end.detail === 'ECONNREFUSED'
        ? `nothing listens at ${where} (connection refused): is the application running?`
        : unreached(where, end.detail)
    case 'not-http':
      return `${where}: ${end.detail}`
    case 'fin':
    case 'rst':
      return `${where} closed the connection without an answer (${end.detail || (end.how === 'rst' ? 'reset' : 'FIN')}): its log tells why; does it expect https:, or a POST (--method POST)?`
    default:
      return `${where} gave no answer within ${seconds(lasted)}: a longer time is given by --for`
  }
}

const LOGIN =
  /(?:^|[/_-])(?:log-?in|sign-?in|auth(?:n|z|enticat\w*|oriz\w*)?|sso|saml\d?|oauth\d?|session|accounts?)(?:$|[/._-])/i
const COOKIE = "--header 'Cookie: …'"

function redirect(location: string, where: string, said: string, setsCookie: boolean): string {
  const to = URL.canParse(location, where) ? new URL(location, where) : undefined
  if (to !== undefined && to.href === new URL(where).href) {
    const cookie = setsCookie ? `, and sets a cookie, without which it may not answer: give it by ${COOKIE}` : ''
    return `${where} redirects to itself (${said})${cookie}`
  }
  const isOther = to !== undefined && URL.canParse(where) && to.origin !== new URL(where).origin
  const isLogin = LOGIN.test(to?.pathname ?? location)
  const advice = isLogin
    ? `it requires a login: give its credentials, e.g. ${COOKIE}`
    : isOther
      ? 'another server, which is not contacted'
      : 'give that URL instead'
  return `${where} redirects (${said}) to ${to?.origin ?? ''}${to?.pathname ?? location}: ${advice}`
}
