/**
 * Characters that are not seen, or that steer a terminal, in a visible form: `\x1b`, `\u202e`. Configurations, file names and
 * answers may contain any. Pure.
 */

/**
 * C0, C1, format characters (bidirectional overrides among them), line and paragraph separators, lone surrogates. Joiners are
 * left: scripts and emoji need them, and they move nothing.
 */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r' }

/**
 * What the log of a CI system takes for an order. GitHub: `::name …::` at the start of a line, or `##[name]` anywhere
 * (https://github.com/actions/runner, ActionCommand.cs); Azure Pipelines: `##vso[`; TeamCity: `##teamcity[`.
 */
const ORDER_AT_START = /^(\s*):(?=:[a-z][\w-]*(?:\s[^\n]*)?::)/i
const ORDER = /#(?=#(?:vso|teamcity)?\[)/gi

/** One line. A tab is left: it separates words in configurations. */
export const visible = (text: string): string =>
  text
    .replace(UNSEEN, (character) => (character === '\t' ? character : escaped(character)))
    .replace(ORDER_AT_START, '$1\\x3a')
    .replace(ORDER, '\\x23')

/** For a line that a longer one was broken into: what stood in the middle of that one may be at its start. */
export const withoutOrder = (line: string): string => line.replace(ORDER_AT_START, '$1\\x3a')

/** Several lines: their ends are left too. */
export const visibleLines = (text: string): string =>
  text.split(/(\r?\n)/).reduce((lines, piece, index) => lines + (index % 2 === 1 ? piece : visible(piece)), '')

/** JSON text that contains none of these characters and orders: `JSON.stringify` escapes C0 and lone surrogates only. */
export const visibleJson = (json: string): string =>
  json
    .replace(UNSEEN, (character) =>
      character === '\n'
        ? character
        : [...Array(character.length).keys()].map((at) => `\\u${hex(character.charCodeAt(at), 4)}`).join(''),
    )
    // No line of JSON begins with a colon.
    .replace(ORDER, '\\u0023')

function escaped(character: string): string {
  const point = character.codePointAt(0) ?? 0
  if (point > 0xffff) return `\\u{${hex(point, 5)}}`
  return SHORT[character] ?? (point > 0xff ? `\\u${hex(point, 4)}` : `\\x${hex(point, 2)}`)
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
