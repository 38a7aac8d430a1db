/** The text of one trace → the trace. It may have been edited or cut, or be something else. Pure. */
import {
  type Fact,
  type RuntimeId,
  SseCompatError,
  type Trace,
  type TraceHeader,
  type TraceState,
} from '../model/index.ts'
import { isFact } from './fact-shapes.ts'
import { migrated, type Stored, type Versions } from './schema-versions.ts'
import { withTimes } from './trace-packs.ts'

/**
 * Version 2 of the header added `kind`; before that, a control could be recognised only by its question. Version 3 has
 * `earlierTries` for `playedBefore`.
 */
const VERSIONS: Versions = {
  what: 'trace',
  steps: [
    (header) => ({ ...header, kind: String(header.question).startsWith('control/') ? 'control' : 'route' }),
    ({ playedBefore, ...header }) => ({ ...header, earlierTries: playedBefore }),
  ],
}

/** @param file for messages @param before number of lines before the text in the file @throws SseCompatError `bad-trace`, `newer-trace` */
export function parseTrace(text: string, file: string, before = 0): Trace {
  const lines = text.split('\n')
  const cutShort = lines.pop() !== ''
  const bad = (line: number, message: string) =>
    new SseCompatError('bad-trace', message, {
      where: `${file}:${before + line}`,
      advice: 'Run the cell again; a file that was edited or cut cannot be judged.',
    })
  const parsed = lines.map((line, index) => {
    const value = parseObject(line)
    if (value === undefined) throw bad(index + 1, 'this line is not a JSON object')
    return value
  })
  const [stored, ...rest] = parsed
  if (stored === undefined) throw bad(1, 'the file has no whole line')
  const first = migrated(stored, VERSIONS, `${file}:${before + 1}`)
  const missing = first && Object.entries(HEADER_SHAPE).find(([key, type]) => kindOf(first[key]) !== type)
  if (first === undefined || missing !== undefined) {
    throw bad(1, `this is no trace header (${missing === undefined ? 'schema' : missing[0]} is missing or wrong)`)
  }
  const last = rest.pop()
  if (cutShort || last === undefined || kindOf(last.outcome) !== 'object' || typeof last.took !== 'number') {
    throw bad(lines.length + (cutShort ? 1 : 0), 'the trace has no end: its recording was interrupted')
  }
  if (!isOutcome(last.outcome as Record<string, unknown>)) {
    throw bad(lines.length, 'this is no outcome (a state, and what it says, are needed)')
  }
  const isWhole = isSettings(first.settings) && (first.route as unknown[]).every(isHop) && isKind(first)
  if (!isWhole || !RUNTIMES.includes(String(first.runtime))) {
    throw bad(1, 'this is no trace header (kind, runtime, route or settings is wrong)')
  }
  const facts = withTimes(rest)
  const strange = facts.findIndex((fact) => !isFact(fact))
  if (strange !== -1)
    throw bad(strange + 2, 'this line is not a fact (side, t, fact, and what such a fact has, are needed)')
  return {
    ...(first as unknown as TraceHeader),
    facts: facts as unknown as Fact[],
    outcome: last.outcome as TraceState,
    took: last.took,
  }
}

/** The fields of a header that are needed to use it; the other fields are not checked here. */
const HEADER_SHAPE: Readonly<Record<Exclude<keyof TraceHeader, 'schema' | 'clock' | 'shard'>, string>> = {
  kind: 'string',
  cell: 'string',
  question: 'string',
  scenario: 'string',
  scenarioVersion: 'number',
  axes: 'object',
  route: 'array',
  runtime: 'string',
  earlierTries: 'number',
  startedAt: 'string',
  settings: 'object',
}

/** The text fields of each state. */
const OUTCOMES: Readonly<Record<TraceState['state'], readonly string[]>> = {
  complete: [],
  refused: ['message'],
  'proxy-died': ['message', 'logs'],
  skipped: ['because'],
  broken: ['stage', 'message', 'logs'],
}

function isOutcome(outcome: Record<string, unknown>): boolean {
  const state = String(outcome.state)
  return Object.hasOwn(OUTCOMES, state) && hasTexts(outcome, OUTCOMES[state as TraceState['state']])
}

const RUNTIMES: readonly string[] = ['local', 'docker', 'remote'] satisfies readonly RuntimeId[]

const isKind = ({ kind }: Stored): boolean => kind === 'control' || kind === 'route'

const isHop = (hop: unknown): boolean =>
  hasTexts(hop, ['proxy', 'profile', 'build', 'version']) && isReplaced((hop as { replaced?: unknown }).replaced)

const isReplaced = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => hasTexts(one, ['where', 'was', 'is', 'why']))

const isSettings = (settings: unknown): boolean => {
  const { timers } = settings as { timers?: unknown }
  return Array.isArray(timers) && timers.every(isTimer)
}

function isTimer(timer: unknown): boolean {
  if (!hasTexts(timer, ['directive', 'where', 'limits'])) return false
  const { ms, note = '', open = NOT_OPEN } = timer as Readonly<Record<string, unknown>>
  return typeof ms === 'number' && typeof note === 'string' && hasTexts(open, ['where', 'says'])
}

const NOT_OPEN = { where: '', says: '' }

const hasTexts = (value: unknown, names: readonly string[]): boolean =>
  kindOf(value) === 'object' && names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string')

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return kindOf(value) === 'object' ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
