/** Bytes of a configuration file → text. */

import { SseCompatError } from '../model/index.ts'

export type Encoding = 'utf8' | 'latin1'

export interface Decoded {
  readonly text: string
  /** With it the text becomes the same bytes again. */
  readonly encoding: Encoding
}

/** U+FEFF, with which some editors begin a file: part of its bytes, and no part of a configuration. */
const MARK = '\ufeff'

export const hasMark = (text: string): boolean => text.startsWith(MARK)

/** Text without a byte order mark at its start. */
export const withoutMark = (text: string): string => (hasMark(text) ? text.slice(MARK.length) : text)

/**
 * UTF-8 where it is valid, else Latin-1, in which old comments are; every byte has a character there. A byte order mark stays.
 * @param where for the message
 * @throws SseCompatError `bad-file` for UTF-16 and for anything else with a NUL in it: no proxy reads that
 */
export function decode(bytes: Buffer, where: string): Decoded {
  const mark = bytes.subarray(0, 2).toString('hex')
  if (mark === 'fffe' || mark === 'feff') {
    throw new SseCompatError('bad-file', 'it is in UTF-16, which no proxy reads', {
      where: `${where}:1`,
      advice: 'save it as UTF-8',
    })
  }
  const nul = bytes.indexOf(0)
  if (nul >= 0) {
    const line = bytes.subarray(0, nul).filter((byte) => byte === 10).length + 1
    throw new SseCompatError('bad-file', 'it is binary, not a text', { where: `${where}:${line}` })
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), encoding: 'utf8' }
  } catch {
    return { text: bytes.toString('latin1'), encoding: 'latin1' }
  }
}
