/** Time limits of application servers that the observation was too short to see. Pure. */
import { fieldValue } from '../../servers/relay/message-head.ts'
import type { HeaderField, Ms } from '../model/index.ts'
import type { AppFinding } from './app-finding.ts'
import type { Observation } from './observe.ts'
import { seconds } from './time-words.ts'

/** `timeout` in gunicorn's settings (docs.gunicorn.org, "timeout"): its default. The worker is stopped a moment later. */
const GUNICORN: Ms = 30_000
const MARGIN: Ms = 5000

/**
 * A synchronous worker of gunicorn does not report to its master while it streams, and is killed. It is known by `Connection: close`:
 * the other workers keep connections open.
 */
export function serverLimit(
  headers: readonly HeaderField[],
  { end, lasted }: Pick<Observation, 'end' | 'lasted'>,
): AppFinding[] {
  const isGunicorn = /^gunicorn\b/i.test(fieldValue(headers, 'server') ?? '')
  const isSynchronous = /\bclose\b/i.test(fieldValue(headers, 'connection') ?? '')
  if (!isGunicorn || !isSynchronous || end !== undefined || lasted > GUNICORN + MARGIN) return []
  return [
    {
      id: 'server-limit',
      level: 'warning',
      says: `a synchronous worker of gunicorn is stopped after ${seconds(GUNICORN)} (--timeout), also amid a stream; only ${seconds(lasted)} were observed: --for ${(GUNICORN + 2 * MARGIN) / 1000}s shows it (gthread, gevent and uvicorn workers have no such limit)`,
      rule: 'RFC 9112 §9.5',
    },
  ]
}
