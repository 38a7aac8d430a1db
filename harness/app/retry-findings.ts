/** How long a client waits before it reconnects, as `retry:` tells it. Pure. */
import type { Ms } from '../model/index.ts'
import type { AppFinding } from './app-finding.ts'

/** ms. A client that waits longer for its next attempt looks dead to its user. */
const LONG_RETRY: Ms = 60_000

/** Browsers do not agree on a limit of their own: some wait as long as they are told. */
export function retryFindings(retry: number | undefined): AppFinding[] {
  const rule = 'WHATWG HTML §9.2.3'
  if (retry === undefined) return []
  if (retry === 0)
    return [
      {
        id: 'no-retry-wait',
        level: 'note',
        says: 'retry: 0 makes clients reconnect without a pause, all at the same time after a restart',
        rule,
      },
    ]
  if (retry <= LONG_RETRY) return []
  const says = `retry: ${retry} makes a client wait ${sayLong(retry)} after a lost connection (the number is in ms)`
  return [{ id: 'long-retry', level: 'warning', says, rule }]
}

const DAY: Ms = 86_400_000
const sayLong = (ms: Ms): string =>
  ms < DAY ? `${Math.round(ms / 60_000)} min` : ms < 1000 * DAY ? `${Math.round(ms / DAY)} days` : 'for years'
