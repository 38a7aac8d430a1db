/** Writes a word of nginx's language. No other code puts a word into text that nginx reads. */

import { SseCompatError } from '../../harness/model/index.ts'

/** Printable ASCII without what `ngx_conf_read_token` looks at; a `$` only in front of a name, since `${` swallows braces. */
const BARE = /^(?:[!%&()*+,./0-9:<=>?@A-Z[\]^_`a-z|~-]|\$\w)+$/

/**
 * nginx undoes `\"`, `\'`, `\\`, `\t`, `\r` and `\n` in quotes, and leaves any other backslash as it is. So only a backslash
 * in front of one of these is doubled, and regular expressions stay readable and short.
 */
const ESCAPED = /\\(?=["'\\trn\t\r\n]|$)|["\t\r\n]/g
const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\r': '\\r', '\n': '\\n' }

/**
 * @param where `file:line` for the message
 * @throws SseCompatError `unsafe-config` for a NUL character, which ends a word within nginx, and for half a surrogate pair
 */
export function quoteWord(text: string, where: string): string {
  if (text === '') return "''"
  if (BARE.test(text)) return text
  if (text.includes('\0') || !text.isWellFormed()) {
    throw new SseCompatError('unsafe-config', 'a word contains a NUL character or is not valid Unicode', {
      where,
      advice: 'take the character out',
    })
  }
  return `"${text.replace(ESCAPED, (c) => ESCAPES[c] ?? `\\${c}`)}"`
}
