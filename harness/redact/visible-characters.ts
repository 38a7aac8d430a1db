/**
 * Escapes characters that are invisible or that control a terminal: `\x1b`, `\u202e`. Configurations, file names and responses
 * may contain any character. Pure.
 */

/**
 * C0, C1, format characters (including bidirectional overrides), line and paragraph separators, lone surrogates. Joiners are
 * kept: scripts and emoji need them, and they do not reorder text.
 */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r' }

/**
 * Text that a CI system's log interprets as a command. GitHub: `::name …::` at the start of a line, or `##[name]` anywhere
 * (https://github.com/actions/runner, ActionCommand.cs); Azure Pipelines: `##vso[`; TeamCity: `##teamcity[`.
 */
const ORDER_AT_START = /^(\s*):(?=:[a-z][\w-]*(?:\s[^\n]*)?::)/i
const ORDER = /#(?=#(?:vso|teamcity)?\[)/gi

/** For one line. Tabs are kept: they separate words in configurations. */
export const visible = (text: string): string =>
  text
    .replace(UNSEEN, (character) => (character === '\t' ? character : escaped(character)))
    .replace(ORDER_AT_START, '$1\\x3a')
    .replace(ORDER, '\\x23')

/** For a line that resulted from wrapping a longer one: text from the middle of that line may be at its start. */
export const withoutOrder = (line: string): string => line.replace(ORDER_AT_START, '$1\\x3a')

/** For several lines: line ends are kept as well. */
export const visibleLines = (text: string): string =>
  text.split(/(\r?\n)/).reduce((lines, piece, index) => lines + (index % 2 === 1 ? piece : visible(piece)), '')

/** JSON text without such characters and commands: `JSON.stringify` itself escapes only C0 and lone surrogates. */
export const visibleJson = (json: string): string =>
  json
    .replace(UNSEEN, (character) =>
      character === '\n'
        ? character
        : [...Array(character.length).keys()].map((at) => `\\u${hex(character.charCodeAt(at), 4)}`).join(''),
    )
    // A line of JSON never begins with a colon.
    .replace(ORDER, '\\u0023')

function escaped(character: string): string {
  const point = character.codePointAt(0) ?? 0
  if (point > 0xffff) return `\\u{${hex(point, 5)}}`
  return SHORT[character] ?? (point > 0xff ? `\\u${hex(point, 4)}` : `\\x${hex(point, 2)}`)
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
