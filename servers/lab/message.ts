/** Reads a control message, of a bounded size. */
import type { IncomingMessage } from 'node:http'
import type { LabRequest } from './protocol.ts'

/** Levels of lists and objects. A call's options have five; to parse a million of them would stop the server for seconds. */
const MAX_DEPTH = 20

/** Undefined where it is too long, too deep, truncated, or not JSON. */
export async function readMessage(request: IncomingMessage, most: number): Promise<LabRequest | undefined> {
  const pieces: Buffer[] = []
  let size = 0
  try {
    for await (const piece of request) {
      size += (piece as Buffer).length
      if (size > most) return undefined
      pieces.push(piece as Buffer)
    }
    const message = Buffer.concat(pieces)
    return isDeep(message) ? undefined : (JSON.parse(message.toString('utf8')) as LabRequest)
  } catch {
    return undefined
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

function isDeep(json: Buffer): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0
    if (isText && byte === BACKSLASH) at += 1
    else if (byte === QUOTE) isText = !isText
    else if (isText) continue
    else if (OPENING.has(byte)) depth += 1
    else if (CLOSING.has(byte)) depth -= 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}
