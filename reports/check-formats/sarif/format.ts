/**
 * SARIF 2.1.0, which GitHub's code scanning and editors show at the lines that are responsible.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import type { Location, Log, ReportingDescriptor, Result, Run } from 'sarif'
import { visible, visibleJson } from '../../../harness/redact/visible-characters.ts'
import { fingerprintOf } from '../../ci/code-quality.ts'
import type { Place, Problem } from '../../ci/outcome.ts'
import { outcomeOfCheck } from '../_outcome/of-check.ts'
import type { CheckFormat } from '../check-format.ts'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'
/** The folder that relative paths begin in: in CI the checkout. */
const BASE = '%SRCROOT%'

export const format: CheckFormat = {
  id: 'sarif',
  asked: 'document',
  render: (report) => {
    const { problems } = outcomeOfCheck(report)
    const rules = [...new Map(problems.map((problem) => [problem.rule, problem])).values()]
    const [name = 'sse-proxy-compat', version = ''] = report.tool.split(' ')
    const run: Run = {
      tool: { driver: { name, ...(version && { version }), rules: rules.map(ruleOf) } },
      invocations: [{ executionSuccessful: !report.interrupted && !report.routes.some(({ broken }) => broken) }],
      columnKind: 'utf16CodeUnits',
      results: problems.map((problem) => resultOf(problem, rules, report.config)),
    }
    const log: Log = { $schema: SCHEMA, version: '2.1.0', runs: [run] }
    return `${visibleJson(JSON.stringify(log, null, 2))}\n`
  },
}

const ruleOf = ({ rule, requires, doc }: Problem): ReportingDescriptor => ({
  id: visible(rule),
  shortDescription: { text: visible(requires) },
  ...(doc !== undefined && URL.canParse(doc) ? { helpUri: new URL(doc).href } : {}),
})

function resultOf(problem: Problem, rules: readonly Problem[], config: string): Result {
  const { level, rule, title, message, place, related, identity, expected } = problem
  // Code scanning accepts no result without a place: what has no place in the files is reported at the first line of the
  // configuration.
  const at = place ?? { file: config, line: 1 }
  return {
    ruleId: visible(rule),
    ruleIndex: rules.findIndex((one) => one.rule === rule),
    level,
    message: { text: plain([title, message].join('\n')) },
    locations: [locationOf(at)],
    ...(related.length > 0 ? { relatedLocations: related.map((one, id) => ({ id, ...locationOf(one) })) } : {}),
    partialFingerprints: { 'sseCompat/v1': fingerprintOf(identity) },
    ...(expected === undefined
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: plain(expected) }] }),
  }
}

/** In a message `[text](1)` is a link to a related place, `{0}` a placeholder (§3.11.5, §3.11.6). */
const plain = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      visible(line)
        .replace(/[\\[\]]/g, '\\$&')
        .replace(/\{(\d+)\}/g, '{{$1}}'),
    )
    .join('\n')

function locationOf({ file, line }: Place): Location {
  const isAbsolute = file.startsWith('/')
  // Each part is encoded, so that a name with a colon is no scheme, and one with `#` no fragment.
  const uri = file
    .replace(/^(\.\/)+/, '')
    .toWellFormed()
    .split('/')
    .map(encodeURIComponent)
    .join('/')
  return {
    physicalLocation: {
      artifactLocation: isAbsolute ? { uri: `file://${uri}` } : { uri, uriBaseId: BASE },
      region: { startLine: line },
    },
  }
}
