/** The options of `sse-compat check`, normalised once. */
import { readFileSync } from 'node:fs'
import { Option } from 'commander'
import { readValues, type Values } from '../intake/templates.ts'
import { withoutMark } from '../intake/text-encoding.ts'
import { type CheckPurpose, type HeaderField, SseCompatError } from '../model/index.ts'
import { decodePath } from '../wire/request-target.ts'
import { ISOLATIONS, type IsolationChoice } from './isolation.ts'
import { collectOriginHeader } from './origin-header.ts'
import { PURPOSE_NAMES } from './purpose.ts'

export interface CheckOptions {
  readonly path: string | undefined
  readonly host: string | undefined
  readonly build: string | undefined
  readonly header: readonly HeaderField[]
  /** Fields of the application's responses. */
  readonly originHeader: readonly HeaderField[]
  readonly env: Values
  readonly all: boolean
  readonly for?: CheckPurpose
  /** Criteria that are expected to fail. */
  readonly expect: readonly string[]
  readonly fix: boolean
  readonly watch: boolean
  readonly json: boolean
  readonly isolation: IsolationChoice
  /** `patch`: print the patch instead of the report. Otherwise the file that the report is written to. */
  readonly output: string | undefined
  readonly showSecrets: boolean
  /** With `--fix`: write nothing. */
  readonly dryRun: boolean
  /** Use the change for a stream's own path only, where there is one. */
  readonly narrower: boolean
  /** Print one row for each route. */
  readonly quiet: boolean
  /** Print everything that is known. */
  readonly verbose: boolean
  /** Show the latest check again, and test nothing. */
  readonly last: boolean
  /** False: no colours, whatever the terminal supports. */
  readonly color: boolean
}

export const checkOptions = (): Option[] => [
  new Option('--path <path>', 'check the route that this request path takes (default: each that proxies)').argParser(
    readPath,
  ),
  new Option('--host <name>', 'check the virtual server that answers to this name'),
  new Option('--build <name>', 'test on this build: path, a Debian suite, an image or an id (default: what runs here)'),
  new Option('--header <field>', 'send it with each request, e.g. "Cookie: a=b"; never written anywhere')
    .default([], 'none')
    .argParser(collectHeader),
  new Option(
    '--origin-header <field>',
    'the application sends it with each response, e.g. "X-Accel-Buffering: no"; repeatable',
  )
    .default([], 'none')
    .argParser(collectOriginHeader),
  new Option('--env <name=value>', 'value of a variable in a template, or a file of such lines')
    .default({}, 'none')
    .argParser(collectEnv),
  new Option(
    '--for <purpose>',
    'run what matters to a language model’s API or to the Model Context Protocol: POST requests, at its path where there is one',
  ).choices(PURPOSE_NAMES),
  new Option('--all', 'run every scenario: the others take longer, or give more detail').default(
    false,
    'those for the usual questions, some 15 s for a route',
  ),
  new Option(
    '--expect <criteria>',
    'criteria that may fail: reported, but not counted in the exit code; one that passes counts; e.g. resume/lost',
  )
    .default([], 'none')
    .argParser(collectCriteria),
  new Option('--fix', 'write the verified fix into your files, a backup beside each').default(false),
  new Option('--watch', 'check again whenever a file is saved').default(false),
  new Option('--json', 'print one JSON document, and nothing else').default(false),
  new Option(
    '--isolation <kind>',
    "the operating system's sandbox for the proxy: used where it is available, required, or not used",
  )
    .choices(ISOLATIONS)
    .default('auto' as const),
  new Option('--dry-run', 'as --fix, but write nothing: print what would be written')
    .default(false)
    .implies({ fix: true }),
  new Option('--narrower', "make the change for a stream's own path alone, where that is verified").default(false),
  new Option('--quiet', 'print one line for each route').default(false).conflicts(['verbose']),
  new Option('--verbose', 'print everything: answers, passes, substitutions, documentation').default(false),
  new Option(
    '--last',
    'show the whole report of the latest check, without testing again; also with --json, --format, --output',
  ).default(false),
  new Option('--no-color', 'print no colours (also: NO_COLOR; FORCE_COLOR asks for them)'),
  new Option(
    '--output <file>',
    'write the report to this file; patch: print only the verified fix, with the real lines, for patch -p1 or git apply',
  ),
  new Option('--show-secrets', 'print passwords, keys and cookies of the configuration').default(
    false,
    '[redacted], also in the diff',
  ),
]

/** The path of a request begins with `/`: nothing would proxy another one. */
function readPath(typed: string): string {
  const path = decodePath(typed)
  if (path.startsWith('/')) return path
  const url = URL.canParse(typed) ? new URL(typed) : undefined
  throw new SseCompatError('bad-option', `--path takes a path that begins with /, not "${typed}"`, {
    advice: url?.host
      ? `For this URL: --host ${url.host} --path ${url.pathname}`
      : `For example --path /${path.trim().replace(/^\/+/, '')}`,
  })
}

function collectCriteria(value: string, before: readonly string[]): string[] {
  const names = value.split(/[\s,]+/).filter((name) => name !== '')
  const wrong = names.find((name) => name !== 'state' && !/^[\w-]+\/[\w-]+$/.test(name))
  if (wrong !== undefined || names.length === 0) {
    throw new SseCompatError('bad-option', `--expect takes criteria, not "${wrong ?? value}"`, {
      advice: 'For example --expect client-leaves-silent/noticed; the report names them.',
    })
  }
  return [...new Set([...before, ...names])]
}

/** RFC 9110 §5.1 and §5.5. */
function collectHeader(value: string, before: readonly HeaderField[]): HeaderField[] {
  const [, name, content] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([^\r\n\0]*)$/.exec(value) ?? []
  if (name === undefined || content === undefined) {
    throw new SseCompatError('bad-option', '--header takes <name>: <value>', {
      advice: 'For example --header "Authorization: Bearer …".',
    })
  }
  return [...before, [name, content.trimEnd()]]
}

function collectEnv(value: string, before: Values): Values {
  if (/^[A-Za-z_]\w*=/.test(value)) return { ...before, ...readValues(value, true) }
  try {
    return { ...before, ...readValues(withoutMark(readFileSync(value, 'utf8'))) }
  } catch (error) {
    if (error instanceof SseCompatError) throw error
    throw new SseCompatError('bad-option', `--env: cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      where: value,
      advice: 'Give <name>=<value>, or a file of such lines.',
    })
  }
}
