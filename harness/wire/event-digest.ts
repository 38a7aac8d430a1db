import { createHash } from 'node:crypto'

/**
 * First 16 hex digits of SHA-256 over event type, last event id and data, so that both sides can detect an altered event.
 * @param type the event's type; '' means the default, `message`
 * @param data as dispatched: lines joined by LF
 */
export function eventDigest(type: string, id: string, data: string): string {
  return createHash('sha256')
    .update(`${type || 'message'}\n${id}\n${data}`)
    .digest('hex')
    .slice(0, 16)
}
