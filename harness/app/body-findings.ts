/** How the body of the response is framed and ends, and whether a cache may store it. Pure. */
import { fieldValue } from '../../servers/relay/message-head.ts'
import type { AppFinding } from './app-finding.ts'
import type { Observation } from './observe.ts'
import { seconds } from './time-words.ts'

const RFC = (section: string): string => `RFC ${section}`

export function bodyFindings({ response, end, lasted }: Observation): AppFinding[] {
  if (response === undefined) return []
  const { headers, framing } = response.head
  const found: AppFinding[] = []
  const add = (id: string, level: AppFinding['level'], says: string, rule: string): void =>
    void found.push({ id, level, says, rule })
  if (framing === 'close-delimited' && end === undefined) {
    add(
      'close-delimited',
      'warning',
      'an HTTP/1.1 request is answered without Transfer-Encoding or Content-Length: a truncated stream looks complete',
      RFC('9112 §6.3'),
    )
  }
  if (framing === 'content-length') {
    const length = fieldValue(headers, 'content-length')
    const effect =
      end === undefined
        ? `the stream ends after ${length} bytes, and nothing can be added to it`
        : 'it is not sent as it is made'
    add(
      'content-length',
      end === undefined ? 'warning' : 'note',
      `the response has a Content-Length: ${effect}`,
      RFC('9112 §6.2'),
    )
  }
  if (end !== undefined && end.how !== 'complete') {
    const how = end.how === 'rst' ? 'a reset' : end.how === 'fin' ? 'a FIN inside the body' : end.detail
    add(
      'cut',
      'error',
      `the application ended the connection after ${seconds(lasted)} without ending its response (${how})`,
      RFC('9112 §8'),
    )
  }
  return found
}

export function cacheFindings({ response }: Observation): AppFinding[] {
  const cache = fieldValue(response?.head.headers ?? [], 'cache-control')
  if (cache === undefined) {
    return [
      {
        id: 'no-cache-control',
        level: 'warning',
        says: 'no Cache-Control: a cache may store the stream and serve it to another client',
        rule: RFC('9111 §4.2.2'),
      },
    ]
  }
  const stores = !/no-store|no-cache|private/i.test(cache)
  return stores
    ? [
        {
          id: 'cacheable',
          level: 'warning',
          says: `Cache-Control: ${cache} lets a cache store the stream`,
          rule: RFC('9111 §3'),
        },
      ]
    : []
}
