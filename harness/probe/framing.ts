/** Whether the end of the stream can be told from its truncation, and whether its length is fixed. Pure. */
import type { Found } from './finding.ts'
import type { Observation } from './observation.ts'

const RFC = 'https://www.rfc-editor.org/rfc/rfc9112.html#section-6.3'

export function framing({ front, head, end, text }: Observation): Found[] {
  if (head === undefined || front === 'h2+tls') return []
  if (head.framing === 'close-delimited')
    return [
      {
        id: 'close-delimited',
        level: 'degraded',
        says: 'the response has neither chunks nor a Content-Length: a truncated stream looks complete',
        advice: 'let the application, or the hop that changes it, answer HTTP/1.1 with Transfer-Encoding: chunked',
        source: RFC,
      },
    ]
  const length = head.headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1]
  const isCut = text?.unfinished !== undefined
  return head.framing === 'content-length' && (end === undefined || isCut)
    ? [
        {
          id: 'content-length',
          level: 'degraded',
          says: `the response has a Content-Length: the stream ends after ${length} bytes, ${isCut ? 'inside an event' : 'whatever the application sends'}`,
          advice: 'send no Content-Length for a stream',
          source: RFC,
        },
      ]
    : []
}
