/** Reads a control message, of a bounded size. */
import type { IncomingMessage } from 'node:http'
import type { LabRequest } from './protocol.ts'

/** Undefined where it is too long, truncated, or not JSON. */
export async function readMessage(request: IncomingMessage, most: number): Promise<LabRequest | undefined> {
  const pieces: Buffer[] = []
  let size = 0
  try {
    for await (const piece of request) {
      size += (piece as Buffer).length
      if (size > most) return undefined
      pieces.push(piece as Buffer)
    }
    return JSON.parse(Buffer.concat(pieces).toString('utf8')) as LabRequest
  } catch {
    return undefined
  }
}
