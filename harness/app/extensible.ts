/**
 * A recorded response as one to which comments can be added: without its content coding and without a declared length. For tests
 * of limits that depend on neither. Its pieces are omitted, because they may be coded.
 */

import type { Alteration } from '../../servers/relay/altered.ts'
import { changeHead, finalHeadAt } from '../../servers/relay/message-head.ts'
import type { Recording } from '../../servers/relay/recording.ts'
import { readResponseHead } from '../client/head.ts'

/** Whether comments can be added to a recorded response as it is. */
export function takesComments({ head }: Recording): boolean {
  const text = head.toString('latin1')
  const { encoding, framing } = readResponseHead(text.slice(finalHeadAt(text)))
  return encoding === '' && (framing === 'chunked' || framing === 'close-delimited')
}

export function extensible(
  { head }: Recording,
  alteration: Alteration,
): { readonly recording: Recording; readonly alteration: Alteration } {
  const text = head.toString('latin1')
  const start = finalHeadAt(text)
  const final = changeHead(text.slice(start), { remove: ['content-encoding'] })
  const hasLength = readResponseHead(final).framing === 'content-length'
  // To an HTTP/1.0 request a response without chunks and length ends with its connection.
  const endless = hasLength ? changeHead(final, { remove: ['content-length'] }) : final
  return {
    recording: { head: Buffer.from(text.slice(0, start) + endless, 'latin1'), pieces: [] },
    alteration: hasLength ? { ...alteration, chunked: true } : alteration,
  }
}
