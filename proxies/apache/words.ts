/** Words of a logical line: how Apache reads them, and how one is written so that Apache reads just that. */

import { SseCompatError } from '../../harness/model/index.ts'
import { isBlank } from './lines.ts'

export interface Lexeme {
  /** Without its quotes and escapes. */
  readonly text: string
  /** Indices in the line's text. */
  readonly from: number
  readonly to: number
}

/** Directives (lower case) of mod_rewrite: they split their line themselves, and undo no escapes. */
const RAW = /^rewrite(cond|rule)$/
/** Their second word may stand in braces. */
const BRACED = /^proxyhcexpr$/

/** @param key the directive's name in lower case */
export function splitWords(key: string, text: string, from = 0, to = text.length): Lexeme[] {
  const words: Lexeme[] = []
  const isRaw = RAW.test(key)
  for (let at = from; at < to; ) {
    if (isBlank(text[at])) {
      at++
      continue
    }
    // What follows the third word is not read.
    if (isRaw && words.length === 3) break
    const word =
      BRACED.test(key) && words.length === 1 && text[at] === '{'
        ? readBraced(text, at, to)
        : (isRaw ? readRaw : readWord)(text, at, to)
    words.push(word)
    at = word.to
  }
  return words
}

/** As `ap_getword_conf`: a quote that is not closed goes to the end; in quotes `\` in front of itself or of the quote is an escape. */
export function readWord(text: string, from: number, limit: number): Lexeme {
  const quote = text[from]
  if (quote !== '"' && quote !== "'") {
    let to = from
    while (to < limit && !isBlank(text[to])) to++
    return { text: text.slice(from, to).replace(/\\\\/g, '\\'), from, to }
  }
  let result = ''
  for (let at = from + 1; at < limit; at++) {
    const c = text[at]
    if (c === quote) return { text: result, from, to: at + 1 }
    if (c === '\\' && at + 1 < limit && (text[at + 1] === quote || text[at + 1] === '\\')) at++
    result += text[at]
  }
  return { text: result, from, to: limit }
}

/** As mod_rewrite's `parseargline`: a backslash in front of a blank keeps both in the word, any other one means nothing. */
function readRaw(text: string, from: number, limit: number): Lexeme {
  const quote = text[from] === '"' || text[from] === "'" ? text[from] : undefined
  const start = quote === undefined ? from : from + 1
  for (let at = start; at < limit; at++) {
    if (text[at] === quote || (quote === undefined && isBlank(text[at]))) {
      return { text: text.slice(start, at), from, to: quote === undefined ? at : at + 1 }
    }
    if (text[at] === '\\' && isBlank(text[at + 1])) at++
  }
  return { text: text.slice(start, limit), from, to: limit }
}

/** As `ap_getword_conf2`. */
function readBraced(text: string, from: number, limit: number): Lexeme {
  let open = 1
  let at = from + 1
  for (; at < limit; at++) {
    if (text[at] === '}' && --open === 0) break
    if (text[at] === '{') open++
    if (text[at] === '\\' && text[at + 1] === '\\') at++
  }
  return { text: text.slice(from + 1, at).replace(/\\\\/g, '\\'), from, to: Math.min(limit, at + 1) }
}

/** Needs no quotes, and is read alike by every part of Apache; some parts read quotes as part of the word. */
const PLAIN = /^[\w/.:,;=*^$()|@%+~!?&{}[\]<>-]+$/

/** The name of a variable whose value is `$`: the main file defines it, so that no other `${` stands in what is written. */
export const DOLLAR = 'SSE_COMPAT_DOLLAR'

/**
 * The only place where text becomes a part of a configuration.
 * @throws SseCompatError `unsafe-config` for a word that cannot be written
 */
export function quote(key: string, word: string, where?: string): string {
  if (!/[\n\0]/.test(word)) {
    const ways = PLAIN.test(word) && !word.startsWith('{') ? [word] : []
    if (RAW.test(key)) ways.push(`"${word}"`, `'${word}'`, word)
    else ways.push(`"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)
    const way = ways.find((each) => isReadAs(key, each, word))
    if (way !== undefined) return way.replaceAll('${', `\${${DOLLAR}}{`)
  }
  throw new SseCompatError('unsafe-config', 'a word that Apache’s language cannot express', {
    ...(where === undefined ? {} : { where }),
    advice: 'write it without line breaks, and with one kind of quotes in it',
  })
}

function isReadAs(key: string, written: string, word: string): boolean {
  const read = splitWords(key, `${written} x`)
  return read.length === 2 && read[0]?.text === word && read[1]?.text === 'x'
}
