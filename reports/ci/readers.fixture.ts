/** Reads these formats as the programs do that consume them. */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import { validateXML } from 'xmllint-wasm'

const JENKINS = readFileSync(new URL('jenkins-junit.fixture.xsd', import.meta.url), 'utf8')

/** By file name: a message names its file. All at once, because each call starts a thread and compiles the library again. */
type Texts = Readonly<Record<string, string>>

const filesOf = (texts: Texts) => Object.entries(texts).map(([fileName, contents]) => ({ fileName, contents }))

/** By libxml2 with the schema of Jenkins. @returns what is wrong, one line each */
export async function faultsOfJunit(texts: Texts): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml: filesOf(texts), schema: [JENKINS] })
  return errors.map(({ rawMessage }) => rawMessage)
}

/** @returns what is wrong with them as XML */
export async function faultsOfXml(texts: Texts): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml: filesOf(texts), normalization: 'c14n' })
  return errors.map(({ rawMessage }) => rawMessage)
}

/** What any XML parser makes of an element's text. */
export const fromXml = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')

export interface Command {
  readonly command: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

/** As the runner of GitHub Actions reads a log (ActionCommand.cs): `::name key=value,key=value::data`, at the start of a line. */
export function commandsIn(log: string): Command[] {
  return log.split('\n').flatMap((line): Command[] => {
    const [, command, list = '', data = ''] = /^\s*::([\w-]+)(?: +([^\n]*?))?::(.*)$/.exec(line) ?? []
    if (command === undefined) return []
    const pairs = list.split(',').filter((pair) => pair !== '')
    const properties = pairs.map((pair) => [
      pair.slice(0, pair.indexOf('=')),
      decoded(pair.slice(pair.indexOf('=') + 1)),
    ])
    return [{ command, properties: Object.fromEntries(properties), data: decoded(data) }]
  })
}

const decoded = (text: string): string =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%')

/** By the grammar of RFC 4180 §2. */
export function readCsv(text: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  const rows: string[][] = [[]]
  while (field.lastIndex < text.length) {
    const at = field.lastIndex
    const found = field.exec(text)
    if (found === null) throw new Error(`no field of CSV at ${at}: ${text.slice(at, at + 40)}`)
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

export const ajv = (): Ajv => {
  const one = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  addFormats.default(one)
  return one
}

/** What GitLab requires of each entry: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
const CODE_QUALITY = {
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'location', 'severity'],
    additionalProperties: false,
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^(?!\\./).+' },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
} as const

const isCodeQuality = ajv().compile(CODE_QUALITY)

export interface CodeQualityIssue {
  readonly description: string
  readonly fingerprint: string
  readonly severity: string
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } }
}

/** Read as GitLab reads it; GitLab treats entries with one fingerprint as one. */
export function readCodeQuality(text: string): CodeQualityIssue[] {
  const issues: CodeQualityIssue[] = JSON.parse(text)
  expect(isCodeQuality(issues) ? [] : isCodeQuality.errors).toEqual([])
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length)
  return issues
}
