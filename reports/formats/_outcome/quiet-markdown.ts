/** Untrusted text in Markdown that GitHub and GitLab render: a job summary, a comment of a pull request. Pure. */
import { prose } from '../markdown/text.ts'

/** Splits a word, and is not displayed. */
const NOTHING = '<!-- -->'

/** As `prose`, without side effects: no mention (`@name`), no reference (`#12`, `!12`, `GH-12`), no automatic link. */
export const quiet = (text: string): string =>
  prose(text)
    .replace(/@(?=[\w-])/g, `@${NOTHING}`)
    .replace(/([#!$%~])(?=\w)/g, `$1${NOTHING}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1-${NOTHING}`)
    .replace(/:(?=\/\/)/g, `:${NOTHING}`)
    .replace(/\bwww\./gi, `www${NOTHING}.`)

/** As a block of code, whatever it contains. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}${language}`, text.replace(/\n$/, ''), fence].join('\n')
}

/** Blocks with blank lines between them, as many as fit; the last line says what is missing. @param largest in bytes of UTF-8 */
export function fitting(parts: readonly string[], largest: number, rest: string): string {
  const last = `\n_${rest}_\n`
  const sizeOf = (part: string): number => Buffer.byteLength(part) + 2
  let room = largest - Buffer.byteLength(last)
  const shown: string[] = []
  for (const part of parts.filter((one) => one !== '')) {
    room -= sizeOf(part)
    if (room < 0) return `${shown.join('\n\n')}\n${last}`
    shown.push(part)
  }
  return `${shown.join('\n\n')}\n`
}
