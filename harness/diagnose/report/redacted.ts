/**
 * Redacts secrets in the output of `check`: those of the given configuration, and everything that looks like one. The report
 * itself keeps the real lines, because `--fix` and `--output patch` need them.
 */
import type { Intake } from '../../intake/read.ts'
import { placesIn, type TemplatePlace } from '../../intake/templates.ts'
import { redactConfig, redactLines } from '../../redact/config-secrets.ts'
import { mapStrings } from '../../redact/map-strings.ts'
import { areSecretsRevealed } from '../../redact/redact.ts'
import { isSecretName } from '../../redact/secret-names.ts'
import { MARK } from '../../redact/secret-shapes.ts'
import { visible } from '../../redact/visible-characters.ts'
import type { CheckReport } from './report.ts'
import { isDiff } from './report-strings.ts'

/** The report as it is printed. */
export interface PrintedReport extends CheckReport {
  /** Whether a secret was replaced by `[redacted]` somewhere in it. A diff with that mark does not apply. */
  readonly redacted: boolean
}

/** Secrets of the checked configuration: they may be quoted without a name that identifies them. */
const values = new Set<string>()
let anyValue: readonly RegExp[] | undefined
/**
 * A line with a secret, trimmed → the redacted line. The line alone may not show that it has a secret, because the name is on
 * another line.
 */
const lines = new Map<string, string>()

/** Minimum length: a shorter value would occur everywhere, and a number or a word of the language occurs in our own sentences. */
const MIN_LENGTH = 6
const MIN_DIGITS = 8
const ORDINARY =
  /^(?:(?:true|false|none|null|default|public|private|internal|external|backend|frontend|application|upstream|server|client|service|secure|httponly|samesite|strict|max-age|expires|domain|session|cookie|token|secret|password|enabled|disabled|required|optional|anonymous|localhost|production|staging|development|proxied|trusted|always|bearer|basic|digest|negotiate|proxy|close|keep-alive|upgrade|websocket|chunked|identity)|\d{1,7})$/i

/** Registers the secrets of this configuration, to be redacted wherever they occur. Called before any of its text is printed. */
export function keepConfiguration({ config, files }: Pick<Intake, 'config' | 'files'>): void {
  for (const [key, text] of Object.entries(config)) {
    keepLines(text)
    const original = files[key]?.text ?? text
    if (original === text) continue
    keepLines(original)
    keepFilledIn(original, text)
  }
}

function keepLines(text: string): void {
  const redacted = redactLines(text, keepValue)
  if (redacted === text) return
  const [before, after] = [text, redacted].map((some) => some.split('\n').map((line) => line.trim()))
  before?.forEach((line, index) => {
    const shown = after?.[index] ?? MARK
    if (shown !== line) lines.set(line, shown)
  })
}

/** The value of a template's `${API_KEY}` is a secret because of the variable's name, wherever it is used. */
function keepFilledIn(original: string, filled: string): void {
  const written = filled.split('\n')
  original.split('\n').forEach((line, index) => {
    if (line === written[index]) return
    const places = [...placesIn(line)]
    const values = valuesAt(places, line, written[index] ?? '')
    for (const [at, { name }] of places.entries()) if (isSecretName(name)) keepValue(values[at] ?? '')
  })
}

/**
 * The values in the filled-in line, i.e. the texts between those that both lines share: each value ends at the first occurrence
 * of the next shared text.
 */
function valuesAt(places: readonly TemplatePlace[], line: string, filled: string): readonly string[] {
  let at = places[0]?.from ?? 0
  return places.map(({ from, written }, n) => {
    const next = places[n + 1]
    const text = line.slice(from + written.length, next?.from)
    const end = next === undefined ? filled.length - text.length : filled.indexOf(text, at)
    const value = end < at ? '' : filled.slice(at, end)
    at = Math.max(at, end) + text.length
    return value
  })
}

function keepValue(value: string): void {
  const literal = value.replace(/\$\{?\w+\}?|%\{[^{}]*\}/g, '')
  const isTooPlain =
    value.length < MIN_LENGTH ||
    ORDINARY.test(value) ||
    (/^\d+$/.test(value) && value.length < MIN_DIGITS) ||
    !/[\p{L}\p{N}]{4}/u.test(literal)
  if (isTooPlain || value.includes(MARK)) return
  for (const form of [value, value.replace(/\\(.)/g, '$1'), encodeURIComponent(value.toWellFormed())]) values.add(form)
  anyValue = undefined
}

/** For any printed text: a line of progress, an error, a field of the report. */
export function withoutSecrets(text: string): string {
  if (areSecretsRevealed()) return text
  if (isDiff(text)) return text.split('\n').map(redactDiffLine).join('\n')
  return withoutValues(redactConfig(withoutLines(text)))
}

/** For the terminal: one line, without secrets and control characters. */
export const printable = (text: string): string => visible(withoutSecrets(text))

/** The report as it is printed, with every string redacted, in whatever field. */
export function redactedReport(report: CheckReport): PrintedReport {
  const shown = withoutPairs(mapStrings(report, withoutSecrets))
  return { ...shown, redacted: JSON.stringify(shown) !== JSON.stringify(report) }
}

/** For context, removed and added lines; each remains one line. */
function redactDiffLine(line: string): string {
  if (/^(?:--- a\/|\+\+\+ b\/|@@ |\\ )/.test(line)) return withoutValues(redactConfig(line))
  return line.slice(0, 1) + redactFileLine(line.slice(1))
}

/** For a line of a file, in which a secret may not be recognisable by the line alone. */
function redactFileLine(line: string): string {
  const known = lines.get(line.trim())
  return withoutValues(known === undefined ? redactLines(line) : line.replace(line.trim(), () => known))
}

/** The same for the terminal, without control characters. */
export const printableLine = (line: string): string => visible(areSecretsRevealed() ? line : redactFileLine(line))

function withoutLines(text: string): string {
  let rest = text
  for (const [line, shown] of lines) {
    if (line.length >= MIN_LENGTH && line.length <= rest.length) rest = rest.replaceAll(line, () => shown)
  }
  return rest
}

function withoutValues(text: string): string {
  anyValue ??= expressionsFor([...values].filter((value) => value.length <= LONG).sort((a, b) => b.length - a.length))
  let rest = text
  // These values are longer than any word around them, so word boundaries are not checked.
  for (const value of values)
    if (value.length > LONG && value.length <= rest.length) rest = rest.replaceAll(value, MARK)
  return anyValue.reduce((some, expression) => some.replace(expression, MARK), rest)
}

/**
 * Maximum length of a value in a regular expression, and maximum number of values in one: JavaScript refuses an expression of a
 * megabyte.
 */
const LONG = 200
const MAX_VALUES = 500

/** @param longestFirst so that a value that begins with another one is found as a whole */
function expressionsFor(longestFirst: readonly string[]): RegExp[] {
  return [...Array(Math.ceil(longestFirst.length / MAX_VALUES)).keys()].map((at) => {
    const some = longestFirst.slice(at * MAX_VALUES, (at + 1) * MAX_VALUES).map((value) => escaped(value))
    return new RegExp(`(?<![\\p{L}\\p{N}])(?:${some.join('|')})(?![\\p{L}\\p{N}])`, 'gu')
  })
}

/** Escapes a text for a regular expression. */
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** A name and its value, as header fields are stored in a report. */
function withoutPairs<T>(value: T): T
function withoutPairs(value: unknown): unknown {
  if (areSecretsRevealed() || typeof value !== 'object' || value === null) return value
  if (!Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutPairs<unknown>(one)]))
  }
  const [name, content] = value as unknown[]
  const isPair = value.length === 2 && typeof name === 'string' && typeof content === 'string'
  return isPair && /^[\w-]+$/.test(name) && isSecretName(name) && content !== ''
    ? [name, MARK]
    : value.map((one) => withoutPairs<unknown>(one))
}
