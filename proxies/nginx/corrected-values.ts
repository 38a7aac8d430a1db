/** Values that nginx does not know, and what was probably meant: `false` for `off`, `24hours` for `24h`. Pure. */
import type { Directive, Word } from './config.ts'

export interface CorrectedValue {
  /** The words that are replaced, in their order. */
  readonly words: readonly Word[]
  readonly meant: string
}

const SWITCH: Readonly<Record<string, string>> = {
  false: 'off',
  no: 'off',
  disable: 'off',
  disabled: 'off',
  true: 'on',
  yes: 'on',
  enable: 'on',
  enabled: 'on',
}
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(ms|msecs?|milliseconds?)$/i, 'ms'],
  [/^(s|secs?|seconds?)$/i, 's'],
  [/^(m|mins?|minutes?)$/i, 'm'],
  [/^(h|hrs?|hours?)$/i, 'h'],
  [/^(d|days?)$/i, 'd'],
  [/^(kb|kib)$/i, 'k'],
  [/^(mb|mib)$/i, 'm'],
  [/^(gb|gib)$/i, 'g'],
]

/** Quotes of a word processor or a web page, which are letters to nginx. */
const QUOTES = /^[“”„«»‘’‚‹›`´]+|[“”„«»‘’‚‹›`´]+$/g
/** nginx takes no variable here. What depends on the client can only be `off` for all of the location. */
const SWITCHES = /^(proxy_(request_)?buffering|gzip)$/

/** For a directive that nginx has refused: of another one such a word may be right. */
export function correctedValue({ name, args }: Directive): CorrectedValue | undefined {
  for (const [at, word] of args.entries()) {
    if (SWITCHES.test(name) && word.text.startsWith('$')) return { words: [word], meant: 'off' }
    const unquoted = word.text.replace(QUOTES, '')
    if (unquoted !== word.text && unquoted !== '') return { words: [word], meant: SWITCH[unquoted] ?? unquoted }
    const switched = SWITCH[word.text.toLowerCase()]
    if (switched !== undefined) return { words: [word], meant: switched }
    const [, number, written = ''] = /^(\d+)([a-z]*)$/i.exec(word.text) ?? []
    const next = args[at + 1]
    const words = written === '' && next !== undefined ? [word, next] : [word]
    const unit = words.length > 1 ? (next?.text ?? '') : written
    const meant = UNITS.find(([names]) => names.test(unit))?.[1]
    if (number !== undefined && meant !== undefined && words.map(({ text }) => text).join(' ') !== number + meant)
      return { words, meant: number + meant }
  }
  return undefined
}
