/** Judges the responses to variations of the request: over HTTP/1.0, HEAD, a CORS preflight. Pure. */
import { fieldValue } from '../../servers/relay/message-head.ts'
import type { AppFinding } from './app-finding.ts'
import type { Observation } from './observe.ts'
import type { Variations } from './variations.ts'

interface Varied extends Pick<Variations, 'old' | 'head' | 'preflight'> {
  readonly observation: Observation
}

const HTML = (section: string): string => `WHATWG HTML §${section}`
const RFC = (section: string): string => `RFC ${section}`

export function variationFindings({ old, head, preflight, observation }: Varied): AppFinding[] {
  const found: AppFinding[] = []
  if (old?.head?.framing === 'chunked') {
    found.push({
      id: 'chunked-to-1.0',
      level: 'error',
      says: 'an HTTP/1.0 request is answered with Transfer-Encoding: chunked, which such a client cannot read',
      rule: RFC('9112 §6.1'),
    })
  } else if (old !== undefined && old.head?.status !== 200) {
    const got = old.head === undefined ? 'no answer' : `status ${old.head.status}`
    found.push({
      id: 'http-1.0',
      level: 'warning',
      says: `an HTTP/1.0 request, which some proxies send by default, gets ${got}`,
      rule: RFC('9110 §2.5'),
    })
  }
  if (head !== undefined && (head.head === undefined || head.head.status >= 500)) {
    found.push({
      id: 'head',
      level: 'note',
      says: `a HEAD request gets ${head.head === undefined ? 'no answer' : `status ${head.head.status}`}`,
      rule: RFC('9110 §9.3.2'),
    })
  }
  if (head?.hasBody === true) {
    found.push({
      id: 'head-body',
      level: 'warning',
      says: 'a HEAD request is answered with a body: a proxy takes it for the beginning of the next response',
      rule: RFC('9110 §9.3.2'),
    })
  }
  const origin = fieldValue(observation.response?.head.headers ?? [], 'access-control-allow-origin')
  if (origin === undefined) {
    const also =
      preflight !== undefined && (preflight.head === undefined || preflight.head.status >= 400)
        ? ', and a preflight request is not answered'
        : ''
    found.push({
      id: 'no-cors',
      level: 'note',
      says: `no Access-Control-Allow-Origin: pages of other origins cannot use it${also}`,
      rule: HTML('9.2.2'),
    })
  }
  return found
}
