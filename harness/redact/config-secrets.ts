/**
 * Redacts credentials in text that quotes a configuration: a file, a line, or a part of one in a sentence. A value is a secret if
 * its name indicates that, or if it has the shape of one. Names, variables and line breaks are kept. Pure.
 */

import { redactNamedArguments } from './named-values.ts'
import { redactUrls } from './redact.ts'
import { type Found, matchAt, redactArguments, redactWord, replaceAfter, type Syntax } from './secret-arguments.ts'
import { isSecretName, isSecretParameter, isSecretVariable } from './secret-names.ts'
import { MARK, redactShapes } from './secret-shapes.ts'

/** @param found called with each secret */
export function redactConfig(text: string, found: Found = () => {}): string {
  const steps = [settings, secretDirectives, blocks, comparisons, assignments, headerLines]
  const structural = steps.reduce((rest, step) => step(rest, found), text)
  return redactUrls(redactShapes(structural, found).replace(ODD_PASSWORD, `://${MARK}@`)).replace(
    USER_AND_PASSWORD,
    `${MARK}@`,
  )
}

/** Includes passwords with characters that should have been escaped in a URL; a port is not a password. */
const ODD_PASSWORD = /:\/\/[^\s/:@"'<>;]+:(?!\d{1,5}(?:[/?#\s"';]|$))[^\s"'<>;]{0,500}@/g

/** For text that is only configuration: there a name followed by a value counts in any directive. */
export function redactLines(text: string, found: Found = () => {}): string {
  return redactConfig(redactNamedArguments(text, found), found)
}

/** `user:password@host` without a scheme before it; the digest of an image is excluded. */
const USER_AND_PASSWORD = /(?<![\w@/.+%-])[\w.+%-]+:[^\s@/"'<>:]+@(?=[\w[])(?!sha\d)/g

const BREAK = String.raw`(?:[ \t]|\\\r?\n)+`

/** Directives that set a name to a value, or compare it with one; matches up to the name. */
const SETTERS: readonly (readonly [Syntax, RegExp])[] = [
  [
    'semicolon',
    /(?<![\w$.-])(?:\w+_(?:set_header|param|env_var)|add_(?:header|trailer)|(?:\w+_)?set(?=\s+\$)|env)\s+(["']?)(\$?\{?[\w-]+\}?)\1(?=\s)/g,
  ],
  [
    'line',
    new RegExp(
      String.raw`(?<![\w$.-])(?:(?:Request)?Header${BREAK}(?:(?:always|onsuccess)${BREAK})?(?:setifempty|set|add|append|merge|note|edit\*?|echo)` +
        String.raw`|\w*SetEnv(?:If(?:NoCase)?)?|\w+SetVar|\w+InitialEnv|\w*Define)${BREAK}(["']?)([\w-]+)\1(?=\s|\\)`,
      'gi',
    ),
  ],
]
/** In these, only the next argument is compared; further arguments are set. */
const COMPARES = /^\w*SetEnvIf/i
/** Long, without spaces, with letters and digits: not a setting that a person typed. */
const RANDOM = /^["']?(?=[A-Za-z+/_=-]*\d)(?=[\d+/_=-]*[A-Za-z])[\w+/=-]{20,}["']?$/

function settings(text: string, found: Found): string {
  return SETTERS.reduce((whole, [syntax, setter]) => {
    return replaceAfter(whole, setter, (match, at) => {
      const [all, , name = ''] = match
      if (isSecretVariable(name.replace(/[${}]/g, '')))
        return redactArguments(whole, at, syntax, found, COMPARES.test(all) ? 1 : undefined)
      const gap = /^\s+/.exec(whole.slice(at, at + 200))?.[0] ?? ''
      const word = matchAt(/"[^"\r\n]*"|'[^'\r\n]*'|[^\s;]+/y, whole, at + gap.length)
      if (!RANDOM.test(word)) return undefined
      return { shown: gap + redactWord(word, syntax, found), end: at + gap.length + word.length }
    })
  }, text)
}

/** Directives whose arguments are the secret itself. */
const DIRECTIVES: readonly (readonly [Syntax, RegExp])[] = [
  ['semicolon', /(?<![\w$./-])(?:secure_link_md5|[a-z][a-z_]+_(?:password|passphrase|secret))(?=\s)/g],
  ['line', /(?<![\w$./-])(?:Auth(?:Basic|Form)Fake\w*|[A-Z][A-Za-z]*[a-z](?:Password|Pass[Pp]hrase|Secret))(?=\s)/g],
  ['line', /(?<![\w$./-])(?:auth|session|ssl)[a-z]+(?:password|passphrase|secret|fake)(?=[ \t])/gi],
  // A program that prints the pass phrase, and its arguments.
  ['line', /(?<![\w$./-])sslpassphrasedialog(?=[ \t]+["']?(?:\||exec:))/gi],
]

function secretDirectives(text: string, found: Found): string {
  return DIRECTIVES.reduce(
    (whole, [syntax, directive]) =>
      replaceAfter(whole, directive, (_, at) => redactArguments(whole, at, syntax, found)),
    text,
  )
}

const BLOCK = /(?<![\w$-])(map|geo|split_clients)\s+("[^"]*"|'[^']*'|[^\s{}]+)(?:\s+(\$\w+))?\s*\{([^{}]*)/g
/** Between entries; a `;` or a line break ends one. */
const GAP = /[\s#;]*/y
const KEY = /"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|[^\s;"'#]+/y
const ENTRY_VALUE = /(\s+)("[^"]*"|'[^']*'|[^\s;"']+)/y
const COMMENT = /(#[^\r\n]*)/
const ENTRY_WORDS = /^(?:default|hostnames|volatile|include|ranges|proxy|delete)$/

/** Redacts literals that a secret variable is compared with, and those that become the value of one. */
function blocks(text: string, found: Found): string {
  return text.replace(BLOCK, (all, kind: string, source: string, target: string | undefined, inside: string) => {
    const keys = kind === 'map' && variablesIn(source).some(isSecretVariable)
    const values = isSecretName((target ?? (kind === 'map' ? '' : source)).replace('$', ''))
    if (!keys && !values) return all
    const entry = (key: string, gap: string, value: string): string => {
      if (key === 'include') return key + gap + value
      const left = keys && !ENTRY_WORDS.test(key) ? redactWord(key, 'semicolon', found) : key
      return left + gap + (values ? redactWord(value, 'semicolon', found) : value)
    }
    const entries = (some: string): string => eachEntry(some, entry)
    const shown = inside.split(COMMENT).map((piece, index) => {
      const isPlainComment = index % 2 === 1 && !/[;"']/.test(piece)
      return isPlainComment ? piece : entries(piece)
    })
    return all.slice(0, all.length - inside.length) + shown.join('')
  })
}

const MAX_UNCLOSED = 10

/** Each entry of a block, by its key and its value. Word by word: an expression that looks for their beginnings takes quadratic time. */
function eachEntry(text: string, entry: (key: string, gap: string, value: string) => string): string {
  let shown = ''
  let unclosed = 0
  for (let at = 0; at < text.length; ) {
    const before = matchAt(GAP, text, at)
    const begins = at === 0 || /[;\r\n]/.test(before)
    const from = at + before.length
    const key = matchAt(KEY, text, from)
    if (key === '') {
      // Each quote that is not closed is searched for to the end.
      if (++unclosed > MAX_UNCLOSED) return shown + before + text.slice(from)
      shown += before + text.slice(from, from + 1)
      at = from + 1
      continue
    }
    at = from + key.length
    const behind = begins ? matchAt(ENTRY_VALUE, text, at) : ''
    at += behind.length
    const gap = /^\s*/.exec(behind)?.[0] ?? ''
    shown += before + (begins ? entry(key, gap, behind.slice(gap.length)) : key)
  }
  return shown
}

const VARIABLE = String.raw`\$\{?\w+\}?|%\{(?:\w+:)?[\w-]+\}|\b(?:req|http|env|reqenv|osenv|v)\(\s*["'][\w-]+["']\s*\)`
const OPERATOR = String.raw`\s*(?:!=|={1,2}~?|!?~\*?|[<>]=?)\s*|\s+-?(?:eq|ne|lt|gt|le|ge|in|strc?match|fnmatch)\s+`
const LITERAL = String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|m(?<mark>[#|!,])[^\r\n]*?\k<mark>\w*|\{[^}\r\n]*\}|[^\s)"'>;]+`
const COMPARED = new RegExp(`(?<left>(?:${VARIABLE})["']?(?:${OPERATOR}))(?<literal>${LITERAL})`, 'gi')
// Bounded, because a quote that is not closed is searched for from each one.
const REVERSED = new RegExp(
  String.raw`(?<literal>"(?:\\.|[^"\\\r\n]){0,1000}"|'(?:\\.|[^'\\\r\n]){0,1000}')(?<right>(?:\s*(?:!=|==?)\s*|\s+-?(?:eq|ne|strc?match)\s+)["']?(?:${VARIABLE}))`,
  'gi',
)
const CONDITION = new RegExp(String.raw`(?<![\w$.-])RewriteCond${BREAK}(?:"[^"\r\n]*"|\S+)(?=[ \t\\])`, 'gi')

/** `$http_x_api_key != "…"`, `%{HTTP:Authorization} == '…'`, and the same with the sides exchanged. */
function comparisons(text: string, found: Found): string {
  const conditions = replaceAfter(text, CONDITION, ([all], at) =>
    variablesIn(all).some(isSecretVariable) ? redactArguments(text, at, 'line', found, 1) : undefined,
  )
  return conditions
    .replace(COMPARED, (all, ...rest) => {
      const { left, literal } = groupsOf(rest)
      return variablesIn(left).some(isSecretVariable) ? left + redactWord(literal, syntaxOf(left), found) : all
    })
    .replace(REVERSED, (all, ...rest) => {
      const { literal, right } = groupsOf(rest)
      return variablesIn(right).some(isSecretVariable) ? redactWord(literal, syntaxOf(right), found) + right : all
    })
}

const groupsOf = (rest: readonly unknown[]) => rest.at(-1) as Readonly<Record<'left' | 'right' | 'literal', string>>
const syntaxOf = (around: string): Syntax => (around.includes('$') ? 'semicolon' : 'line')

function variablesIn(text: string): string[] {
  const names = /\$\{?(\w+)\}?|%\{(?:\w+:)?([\w-]+)\}|\b(?:req|http|env|reqenv|osenv|v)\(\s*["']([\w-]+)["']\s*\)/gi
  return [...text.matchAll(names)].map(([, a, b, c]) => a ?? b ?? c ?? '')
}

/** Matches only names that may indicate a secret, because most do not. */
const NAME =
  /(?<![\w-])[\w-]*?(?:tok|sec|pass|pwd|key|cred|jwt|cookie|auth|sig|bearer|hmac|sess|sid|[cx]srf|dsn|verify|ticket)[\w-]*/gi
const SIGN = /["'\]})]*[ \t]*(?:=>?[ \t]*|:(?=[^\s/:])|,[ \t]*(?=["']))|\\?["']\s*:\s*(?=\\?["'])|["']?[ \t]+(?=["'])/y
const OPTION_SIGN = /[ \t=]+/y
const VALUE = /\\"[^"\\]*\\"|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|["']?[^\s;&"'<>]+/y
const FLAG_VALUE = /[^\s,;\]"'<>]+/y

/** `name=value`, `name:value`, `"name": "value"`, `("name", "value")`, `name "value"`, `--name value`. */
function assignments(text: string, found: Found): string {
  return replaceAfter(text, NAME, ([name], at) => {
    const sign = matchAt(name.startsWith('-') ? OPTION_SIGN : SIGN, text, at)
    const isPlace = sign === ':' && /[/.]/.test(text[at - name.length - 1] ?? '')
    const isSecret =
      isSecretName(name) || (sign === '=' && isSecretParameter(name)) || (sign === ':' && name === 'pass')
    if (sign === '' || isPlace || !isSecret || text.startsWith(MARK, at + sign.length)) return undefined
    const value = matchAt(sign.endsWith(':') ? FLAG_VALUE : VALUE, text, at + sign.length)
    return { shown: sign + redactWord(value, 'semicolon', found), end: at + sign.length + value.length }
  })
}

const HEADER = /(?<![\w/-])([\w-]+)[ \t]*:[ \t]+/g
const LINE_REST = /[^"'\r\n—→]*[^"'\r\n—→\s]/y

/** `Name: value`, up to the quote or the line's end. */
function headerLines(text: string, found: Found): string {
  return replaceAfter(text, HEADER, ([, name = ''], at) => {
    if (!isSecretName(name)) return undefined
    const value = matchAt(LINE_REST, text, at)
    return { shown: redactWord(value, 'semicolon', found), end: at + value.length }
  })
}
