/** report.json: the whole report, for programs. Keys are in the model's order, so that two runs can be compared line by line. */
import type { Format } from '../../../harness/model/index.ts'
import { visibleJson } from '../../../harness/redact/visible-characters.ts'
import { storeReport } from './store-report.ts'

/** Field names in the model's order; others keep their order. */
const ORDER = [
  ...['schema', 'run', 'interrupted', 'environment', 'timing', 'skipped', 'profiles'],
  ...['scenarioVersions', 'axes', 'criteria', 'results', 'traceFiles', 'cells', 'controls', 'stale'],
  ...['startedAt', 'tool', 'node', 'system', 'cores', 'network', 'builds', 'id', 'product', 'version', 'origin'],
  ...['command', 'wall', 'lowerBound', 'longestCell', 'sumOfCells', 'slots', 'retried', 'stallTime', 'cpu'],
  ...['cell', 'question', 'scenario', 'axes', 'proxy', 'profile', 'title', 'why', 'source', 'file', 'build', 'runtime'],
  ...['grade', 'headline', 'innate', 'replaced', 'timers', 'where', 'was', 'is', 'directive', 'ms', 'limits'],
  ...['state', 'stage', 'message', 'because', 'logs', 'criterion', 'kind', 'outcome', 'observed', 'expected', 'actual'],
  ...['against', 'expectation', 'reason', 'value', 'unit', 'units', 'result', 'measures', 'evidence'],
  ...['sameAs', 'earlierTries', 'took', 'trace', 'findings'],
]
const RANK = new Map(ORDER.map((name, index) => [name, index]))

/** The keys of these are data, and their order is significant: it gives the question id, and the key measure. */
const AS_THEY_COME = ['axes', 'measures', 'units', 'criteria', 'scenarioVersions']

export const format: Format = {
  id: 'json',
  asked: 'document',
  *render(report) {
    const fields = Object.entries(ordered('', storeReport(report)) as Readonly<Record<string, unknown>>)
    const text = fields.map(([name, value]) => `${JSON.stringify(name)}: ${written(value)}`).join(',\n')
    // An editor or a terminal may show it: characters that are not seen are escaped, which JSON allows.
    yield { path: 'report.json', content: `${visibleJson(`{\n${text}\n}`)}\n` }
  },
}

/** Each member of a list has its own line. */
function written(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value, ordered)
  return `[\n${value.map((one) => JSON.stringify(one, ordered)).join(',\n')}\n]`
}

function ordered(key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || AS_THEY_COME.includes(key)) return value
  const rank = (name: string) => RANK.get(name) ?? ORDER.length
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => rank(a) - rank(b)))
}
