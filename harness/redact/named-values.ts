/** Directives of any module, `<directive> <name> <value>`, where the name indicates that the value is a secret. Pure. */
import { type Found, redactArguments, replaceAfter } from './secret-arguments.ts'
import { isSecretName } from './secret-names.ts'

/** A name after another word. */
const NAMED = /(?<=[ \t])(["']?)([\w-]+)\1(?=[ \t]+[^\s{;])/g
/** A name at the start of a line. The indentation is bounded, because a longer one would be scanned from each of its spaces. */
const FIRST = /(?<=^[ \t]{0,200})(?:password|passwd|passphrase|secret|token|api_?key)(?=[ \t]+[^\s{;=])/gim

/**
 * Two or more words, a constant, a header field, or a word that only names a secret. In `sticky cookie route`, `cookie` does not
 * name one.
 */
const IS_NAME =
  /[-_]|[a-z][A-Z]|^[A-Z\d]{4,}$|^(?:[Aa]uthorization|Cookie|[Pp]assword|passwd|[Pp]assphrase|[Ss]ecret|[Tt]oken)$/
/** These directives list names, or name something else. */
const LISTS = /(?:ignore_headers|(?:hide|pass)_header|unset|server_?(?:name|alias)|loadmodule)$/i

export function redactNamedArguments(text: string, found: Found): string {
  const named = replaceAfter(text, NAMED, ([, , name = ''], at) => {
    if (!IS_NAME.test(name) || !isSecretName(name)) return undefined
    const start = text.lastIndexOf('\n', at) + 1
    const [, hash = '', before = ''] = /^[ \t]*(#*)(.*)$/.exec(text.slice(start, at - name.length)) ?? []
    if (before.split(/[\s"']+/).some((word) => LISTS.test(word))) return undefined
    const rest = /^.*/.exec(text.slice(at, at + 1000))?.[0] ?? ''
    // A comment is a sentence, unless it is a commented-out line.
    if (hash !== '' && !/;\s*$/.test(rest) && /\S\s+\S/.test(rest)) return undefined
    return redactArguments(text, at, rest.includes(';') ? 'semicolon' : 'line', found)
  })
  return replaceAfter(named, FIRST, (_, at) => redactArguments(named, at, 'semicolon', found))
}
