/** Bytes of a configuration file → text. */

import { SseCompatError } from '../model/index.ts'

export type Encoding = 'utf8' | 'latin1'

export interface Decoded {
  readonly text: string
  /** The encoding that converts the text back to the same bytes. */
  readonly encoding: Encoding
}

/** U+FEFF, with which some editors begin a file: it belongs to the file's bytes, but not to the configuration. */
const MARK = '\ufeff'

export const hasMark = (text: string): boolean => text.startsWith(MARK)

/** The text without a leading byte order mark. */
export const withoutMark = (text: string): string => (hasMark(text) ? text.slice(MARK.length) : text)

/**
 * Decodes as UTF-8 where that is valid, else as Latin-1, which old comments may use; in Latin-1 every byte is a character. A byte
 * order mark is kept.
 * @param where for the message
 * @throws SseCompatError `bad-file` for UTF-16 and for any other text with a NUL, which no proxy can read
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
