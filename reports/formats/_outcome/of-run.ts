/** A run in the terms of CI systems: a suite for each profile, a test case for each of its own, a problem for each deviation. Pure. */
import {
  type CellVerdict,
  type CriterionVerdict,
  isDeviation,
  type ProfileVerdict,
  type Report,
} from '../../../harness/model/index.ts'
import { inOrder, type Outcome, type Problem, placeOf, type Suite, type TestCase } from '../../ci/outcome.ts'

export function outcomeOfRun(report: Report): Outcome {
  return {
    title: `sse-compat run ${report.run}`,
    startedAt: report.environment.startedAt,
    suites: suites(report),
    problems: inOrder(problems(report)),
  }
}

const CONTROL = 'without a proxy'

const suiteOf = ({ proxy, profile, build, runtime }: Pick<CellVerdict, 'proxy' | 'profile' | 'build' | 'runtime'>) =>
  proxy === '' ? CONTROL : `${proxy}/${profile} ${build} ${runtime}`

function suites({ cells, controls }: Report): Suite[] {
  return [...Map.groupBy([...cells, ...controls], suiteOf)].map(([name, some]) => ({
    name,
    cases: some.map((cell) => testCase(name, cell)),
  }))
}

function testCase(suite: string, cell: CellVerdict): TestCase {
  const name = cell.question
    .split('/')
    .slice(cell.proxy === '' ? 1 : 2)
    .join('/')
  const common = { suite, name, took: cell.took }
  const { outcome, findings } = cell
  const deviations = findings.filter(isDeviation)
  if (deviations.length > 0) {
    return { ...common, result: 'fail', message: deviations.map(inWords).join('; '), detail: detailOf(cell) }
  }
  if (outcome.state === 'broken') {
    return { ...common, result: 'error', message: `not judged: ${outcome.message}`, detail: outcome.logs }
  }
  const skipped = [...unjudged(cell), ...findings.flatMap(known)]
  return skipped.length > 0
    ? { ...common, result: 'skipped', message: skipped.join('; '), detail: '' }
    : { ...common, result: 'pass', message: '', detail: '' }
}

const inWords = ({ against, criterion, observed, actual, expectation }: CriterionVerdict): string =>
  `${criterion}: ${against} than expected: ${observed}${actual === '' ? '' : ` (${actual})`}, expected ${expectation?.observed ?? 'pass'}`

const detailOf = ({ question, trace, findings }: CellVerdict): string =>
  [
    question,
    ...findings.filter(isDeviation).map(({ criterion, title, expected }) => `${criterion}: ${title} ${expected}`),
    `trace: ${trace}`,
  ].join('\n')

/** What is known to fail is not told as a pass. */
const known = ({ outcome, against, criterion, observed, expectation }: CriterionVerdict): string[] =>
  outcome === 'fail' && against === 'as-expected'
    ? [`known: ${criterion}: ${observed}${expectation === undefined ? '' : ` (${expectation.reason})`}`]
    : []

function unjudged({ outcome, findings }: CellVerdict): string[] {
  if (outcome.state === 'skipped') return [outcome.because]
  const isListed = findings.some(({ against }) => against === 'as-expected')
  if (outcome.state !== 'complete' && !isListed) return [`${outcome.state}: ${outcome.message}`]
  return findings
    .filter(({ outcome: result, kind }) => result === 'noisy' && kind !== 'informative')
    .map(({ criterion, actual }) => `inconclusive: ${criterion}: ${actual}`)
}

function problems(report: Report): Problem[] {
  return [...deviations(report), ...undone(report), ...stale(report), ...interrupted(report)]
}

/** What many test cases of a profile show alike is one problem. */
function deviations({ cells, profiles }: Report): Problem[] {
  const all = cells.flatMap((cell) => cell.findings.filter(isDeviation).map((finding) => ({ cell, finding })))
  const keyOf = ({ cell, finding: { criterion, against, observed } }: (typeof all)[number]): string =>
    [suiteOf(cell), criterion, against, observed].join('\n')
  return [...Map.groupBy(all, keyOf)].flatMap(([identity, group]) => {
    const [first] = group
    if (first === undefined) return []
    const { cell, finding } = first
    const where = cell.outcome.state === 'refused' ? placeOf(cell.outcome.where) : undefined
    const place = where ?? placeOfProfile(profiles, cell)
    const count = group.length === 1 ? '' : `\n${group.length} test cases show it; the first is ${cell.question}.`
    return [
      {
        level: 'error' as const,
        rule: finding.criterion,
        requires: finding.title,
        title: `${cell.proxy}/${cell.profile}: ${finding.criterion} is ${finding.against} than expected`,
        message: `${inWords(finding)}.${count}`,
        ...(place && { place }),
        related: [],
        identity,
      },
    ]
  })
}

function placeOfProfile(profiles: readonly ProfileVerdict[], { proxy, profile }: CellVerdict) {
  const file = profiles.find((one) => one.proxy === proxy && one.profile === profile)?.file ?? ''
  return file === '' ? undefined : { file, line: 1 }
}

/** Each fault once, however many test cases it took. */
function undone({ cells, controls }: Report): Problem[] {
  const lost = [...cells, ...controls].flatMap((cell) =>
    cell.outcome.state === 'broken' ? [{ cell, message: cell.outcome.message }] : [],
  )
  return [...Map.groupBy(lost, ({ cell, message }) => `${suiteOf(cell)}\n${message}`)].map(([identity, group]) => ({
    level: 'error' as const,
    rule: 'not-judged',
    requires: 'Each test case comes to a result.',
    title: `${group.length} test case${group.length === 1 ? '' : 's'} not judged`,
    message: `${identity.replace('\n', ': ')}. This is a fault of the harness, and says nothing of the proxy.`,
    related: [],
    identity: `not-judged\n${identity}`,
  }))
}

const stale = ({ stale: some }: Report): Problem[] =>
  some.map(({ where, message }) => {
    const place = placeOf(where)
    return {
      level: 'error' as const,
      rule: 'stale-expectation',
      requires: 'Each expectation matches something.',
      title: 'stale expectation',
      message: `${where}: ${message}`,
      ...(place && { place }),
      related: [],
      identity: `stale\n${place?.file ?? where}\n${message}`,
    }
  })

const interrupted = ({ interrupted: was, run }: Report): Problem[] =>
  was
    ? [
        {
          level: 'error' as const,
          rule: 'interrupted',
          requires: 'The run comes to its end.',
          title: 'interrupted',
          message: `${run}: the report contains the test cases that had finished.`,
          related: [],
          identity: 'interrupted',
        },
      ]
    : []
