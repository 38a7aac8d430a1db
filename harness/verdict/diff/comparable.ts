/** `report.json` of a run, or the JSON of a check → the parts of it that can be compared. Pure. */
import type { CellVerdict, Measure, Report } from '../../model/index.ts'

export type Outcome = 'pass' | 'fail' | 'measured' | 'unjudged'

export interface ComparableFinding {
  readonly criterion: string
  readonly kind: string
  readonly outcome: Outcome
  readonly observed: string
  /** In words; for `unjudged` the reason. */
  readonly actual: string
  readonly measures: Readonly<Record<string, Measure>>
}

export interface ComparableCase {
  /** A case is compared with the case of the same key. */
  readonly key: string
  /** `nginx/defaults`, or a route of a check; '' for a control. */
  readonly subject: string
  readonly scenario: string
  /** The scenario with its axes: `delivery/chunked/60/h1`. */
  readonly name: string
  readonly findings: readonly ComparableFinding[]
}

export interface Comparable {
  readonly kind: 'run' | 'check'
  /** The run's id, or the configuration's name. */
  readonly name: string
  readonly tool: string
  /** Version of each scenario, where the report has them. */
  readonly scenarios: Readonly<Record<string, number>>
  readonly builds: readonly string[]
  readonly interrupted: boolean
  readonly cases: readonly ComparableCase[]
  readonly controls: readonly ComparableCase[]
}

/** @param byBuild the build is part of the key, so that cases of different builds are not compared */
export function comparableRun(report: Report, byBuild: boolean): Comparable {
  const { run, environment, scenarioVersions = {}, interrupted, cells, controls } = report
  return {
    kind: 'run',
    name: run,
    tool: environment.tool,
    scenarios: scenarioVersions,
    builds: [...new Set(cells.map(({ build, runtime }) => `${build} ${runtime}`))].sort(),
    interrupted,
    cases: cells.map((cell) => caseOf(cell, byBuild)),
    controls: controls.map((cell) => caseOf(cell, false)),
  }
}

/** Name of the verdict on the configuration or the process itself. */
const STATE = 'state'

function caseOf(cell: CellVerdict, byBuild: boolean): ComparableCase {
  const { question, cell: id, scenario, proxy, profile, outcome, findings } = cell
  const others = findings.filter(({ criterion }) => criterion !== STATE)
  return {
    key: byBuild ? id : question,
    subject: proxy === '' ? '' : `${proxy}/${profile}${byBuild ? ` ${id.slice(id.indexOf('@') + 1)}` : ''}`,
    scenario,
    name: question
      .split('/')
      .slice(proxy === '' ? 1 : 2)
      .join('/'),
    findings: [stateOf(outcome), ...others.map(findingOf)],
  }
}

function stateOf(outcome: CellVerdict['outcome']): ComparableFinding {
  const common = { criterion: STATE, kind: 'required', measures: {} }
  switch (outcome.state) {
    case 'complete':
      return { ...common, outcome: 'pass', observed: outcome.state, actual: '' }
    case 'skipped':
      return { ...common, outcome: 'unjudged', observed: outcome.state, actual: outcome.because }
    case 'broken':
      return { ...common, outcome: 'unjudged', observed: outcome.state, actual: outcome.message }
    case 'refused':
      if (outcome.lacks !== undefined)
        return {
          ...common,
          outcome: 'unjudged',
          observed: 'not-applicable',
          actual: `the build has no ${outcome.lacks}`,
        }
      return { ...common, outcome: 'fail', observed: outcome.state, actual: outcome.message }
    case 'proxy-died':
      return { ...common, outcome: 'fail', observed: outcome.state, actual: outcome.message }
  }
}

const OUTCOMES: Readonly<Record<string, Outcome>> = { pass: 'pass', fail: 'fail', measured: 'measured' }

interface Judged extends Omit<ComparableFinding, 'outcome'> {
  readonly outcome: string
}

const findingOf = ({ criterion, kind, outcome, observed, actual, measures }: Judged): ComparableFinding => ({
  criterion,
  kind,
  outcome: OUTCOMES[outcome] ?? 'unjudged',
  observed,
  actual,
  measures,
})

/** The fields that are read from the JSON of a check. */
export interface CheckedConfig {
  readonly tool: string
  readonly config: string
  readonly build: { readonly id: string; readonly runtime: string }
  readonly interrupted: boolean
  readonly routes: readonly CheckedRoute[]
}

interface CheckedRoute {
  readonly name: string
  readonly path: string
  readonly host: string
  readonly address: string
  readonly target: string
  readonly grade: string
  readonly headline: string
  readonly findings: readonly {
    readonly criterion: string
    readonly case: string
    readonly kind: string
    readonly outcome: string
    readonly observed: string
    readonly actual: string
    readonly measures: readonly (Measure & { readonly name: string })[]
  }[]
}

export function comparableCheck({ tool, config, build, interrupted, routes }: CheckedConfig): Comparable {
  const seen = new Map<string, number>()
  return {
    kind: 'check',
    name: config,
    tool,
    scenarios: {},
    builds: [`${build.id} ${build.runtime}`],
    interrupted,
    cases: routes.flatMap((route) => {
      const place = [route.name || route.path, route.host, route.address].filter((part) => part !== '').join(' ')
      const times = (seen.get(place) ?? 0) + 1
      seen.set(place, times)
      return casesOf(route, times === 1 ? place : `${place} (${times})`)
    }),
    controls: [],
  }
}

function casesOf({ findings, grade, headline }: CheckedRoute, subject: string): ComparableCase[] {
  const refused: ComparableFinding = {
    criterion: STATE,
    kind: 'required',
    outcome: grade === 'refused' ? 'fail' : 'pass',
    observed: grade === 'refused' ? grade : 'complete',
    actual: grade === 'refused' ? headline : '',
    measures: {},
  }
  const accepted = { key: `${subject}\n${STATE}`, subject, scenario: STATE, name: STATE, findings: [refused] }
  const groups = Map.groupBy(findings, (finding) => finding.case)
  return [
    accepted,
    ...[...groups].map(([name, some]) => ({
      key: `${subject}\n${name}`,
      subject,
      scenario: name.split('/')[0] ?? name,
      name,
      findings: some.map(({ measures, ...rest }) => {
        const named = Object.fromEntries(measures.map(({ name: one, ...measure }) => [one, measure]))
        return findingOf({ ...rest, measures: named })
      }),
    })),
  ]
}
