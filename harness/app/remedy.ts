/** What an application can send so that its stream survives: the effect of each remedy on a response, and its wording. */
import type { Alteration } from '../../servers/relay/altered.ts'
import type { Ms } from '../model/index.ts'

export interface AppRemedy {
  readonly id: 'accel' | 'no-transform' | 'comment' | 'heartbeat' | 'identity' | 'chunked' | 'final'
  readonly says: string
  readonly alteration: Alteration
}

/** Half of the shortest common idle limit. */
export const HEARTBEAT: Ms = 15_000

export const REMEDIES: readonly AppRemedy[] = [
  {
    id: 'accel',
    says: 'the response header X-Accel-Buffering: no',
    alteration: { set: [['X-Accel-Buffering', 'no']] },
  },
  {
    id: 'no-transform',
    says: 'the response header Cache-Control: no-cache, no-transform',
    alteration: { set: [['Cache-Control', 'no-cache, no-transform']] },
  },
  {
    id: 'heartbeat',
    says: `a comment (a line with a colon) every ${HEARTBEAT / 1000} s`,
    alteration: { heartbeat: HEARTBEAT },
  },
  { id: 'comment', says: 'a comment right after the response headers', alteration: { comment: true } },
  { id: 'chunked', says: 'Transfer-Encoding: chunked to HTTP/1.1 requests', alteration: { chunked: true } },
  { id: 'final', says: 'no informational response (1xx) before the response', alteration: { final: true } },
  { id: 'identity', says: 'no compression of its own for the stream', alteration: { identity: true } },
]

export function together(remedies: readonly AppRemedy[]): Alteration {
  const alterations = remedies.map(({ alteration }) => alteration)
  return Object.assign({}, ...alterations, { set: alterations.flatMap(({ set = [] }) => set) })
}
