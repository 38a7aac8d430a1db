import { createHash } from 'node:crypto'
import type { ExchangeFact } from '../../harness/model/index.ts'
import { now } from '../../harness/wire/timestamp.ts'
import type { OriginRequest } from './reply.ts'

/** A request's body as it arrives. Promises never reject, and do not resolve for a body that never arrives. */
export interface RequestBody {
  /** Bytes received so far. */
  readonly read: number
  atLeast(bytes: number): Promise<void>
  /** Resolves with its first 64 KB when it is complete. */
  readonly complete: Promise<Buffer>
}

/** Bytes that are kept for an application that is to respond. */
const KEPT = 64 * 1024

/** RFC 9112 §6. Over HTTP/2 a body may have neither field: RFC 9113 §8.1. */
export function declaresBody({ headers, isWithBody }: OriginRequest): boolean {
  return isWithBody === true || headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Starts reading. Facts are recorded only where the request declares a body. */
export function readBody(request: OriginRequest, tell: (fact: ExchangeFact) => void): RequestBody {
  const told = declaresBody(request)
  const waits = new Set<{ bytes: number; resolve: () => void }>()
  const pieces: Buffer[] = []
  const hash = createHash('sha256')
  let read = 0
  request.on('data', (piece: Buffer) => {
    const t = now()
    if (read < KEPT) pieces.push(piece.subarray(0, KEPT - read))
    read += piece.length
    if (told) tell({ t, fact: 'request-body', bytes: piece.length, read })
    if (told) hash.update(piece)
    for (const wait of waits) if (read >= wait.bytes && waits.delete(wait)) wait.resolve()
  })
  const complete = new Promise<Buffer>((resolve) => {
    request.on('end', () => {
      if (told) tell({ t: now(), fact: 'request-end', digest: hash.digest('hex').slice(0, 16) })
      resolve(Buffer.concat(pieces))
    })
  })
  return {
    get read() {
      return read
    },
    atLeast(bytes) {
      if (read >= bytes) return Promise.resolve()
      return new Promise((resolve) => waits.add({ bytes, resolve }))
    },
    complete,
  }
}
