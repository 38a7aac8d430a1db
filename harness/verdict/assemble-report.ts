/** Traces → the report. Pure: used by a run, and by `judge` on recorded files. */

import { isPart } from '../matrix/chain-parts.ts'
import { controlQuestion } from '../matrix/plan.ts'
import type {
  CellId,
  CellVerdict,
  CriterionVerdict,
  Environment,
  Finding,
  HopRecord,
  Profile,
  ProfileVerdict,
  Report,
  RunTiming,
  Scenario,
  Shard,
  Skipped,
  Trace,
} from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { applyExpectations, type Expectation } from './expect/apply-expectations.ts'
import type { AxisWords } from './failure-wording.ts'
import { gradeOf, headlineFor, innateOf } from './headline.ts'
import { type Judged, judge } from './judge.ts'
import type { Judge } from './judge-once.ts'
import { responsibleFor, sayResponsible } from './responsible-hop.ts'
import { settle } from './settle-tries.ts'

/** The profile's texts in a report. Stored with the run, because the profile may change later. */
type ProfileNote = Pick<Profile, 'proxy' | 'id' | 'title' | 'why' | 'source' | 'file'>

export interface Run {
  readonly id: string
  readonly environment: Environment
  readonly timing: RunTiming
  readonly profiles: readonly ProfileNote[]
  readonly interrupted: boolean
  /** The whole catalog was planned, so an expectation that matches nothing is stale. */
  readonly unfiltered: boolean
  /** What the quick set skipped, where it ran. */
  readonly skipped?: Skipped
  /** Number of planned test cases. */
  readonly planned?: number
  /** The run is still in progress. */
  readonly running?: boolean
  /** The shard that ran it, where several machines share a run. */
  readonly shard?: Shard
  /** Digest of the scenarios and profiles that it ran with. */
  readonly catalog?: string
}

/** Path, relative to the report, of the configuration as it ran and the proxy's log; one folder for each combination of builds. */
export const evidenceFolder = (proxy: string, profile: string, builds: string): string =>
  `proxies/${builds}/${proxy}-${profile}`

/** Proxy, profile and builds of a test case; all '' for a control. A chain's name is taken from the question id. */
function subjectOf({ kind, route, question }: Trace): { proxy: string; profile: string; build: string } {
  if (kind === 'control') return { proxy: '', profile: '', build: '' }
  const [proxy = '', profile = ''] = question.split('/')
  return { proxy, profile, build: route.map(({ build }) => build).join('+') }
}

export interface AssembleOptions {
  readonly run: Run
  readonly scenarios: readonly Scenario[]
  /** By product. */
  readonly expectations: Readonly<Record<string, readonly Expectation[]>>
  /** Several traces of one test case are its tries. */
  readonly traces: readonly Trace[]
  /** Path, relative to the report, of the trace of a test case's try number `earlierTries` + 1. */
  traceFile(cell: CellId, earlierTries: number): string
  /** Default: `judge` itself. */
  readonly judgeTrace?: Judge
  /** Findings that were settled over several tries; undefined for a test case whose last trace decides. */
  readonly settled?: (cell: CellId) => readonly Judged[] | undefined
}

/** @throws SseCompatError when a trace was recorded by a scenario, or a version of one, that does not exist here. */
export function assemble(options: AssembleOptions): Report {
  const { run, scenarios, expectations, traces, traceFile, settled, judgeTrace = judge } = options
  const controls = new Map(
    traces
      .filter(({ kind }) => kind === 'control')
      .toSorted((a, b) => a.earlierTries - b.earlierTries)
      .map((trace) => [controlKey(trace, trace.question), trace]),
  )
  const tries = Map.groupBy(
    withoutOtherControls(traces).toSorted((a, b) => a.earlierTries - b.earlierTries),
    ({ cell }) => cell,
  )
  const latest = [...tries.values()].flatMap((group) => group.slice(-1))
  const judged = inOrder(scenarios, latest).map((trace) => {
    const scenario = scenarioOf(scenarios, trace)
    const control =
      trace.kind === 'control' ? trace : controls.get(controlKey(trace, controlQuestion(scenario, trace.axes)))
    const each = (tries.get(trace.cell) ?? []).map((one) => judgeTrace(scenario, one, control))
    const findings = settled?.(trace.cell) ?? shownBy(each.at(-1) ?? [], settle(each))
    return verdictOn(trace, scenario, findings, traceFile(trace.cell, triesBefore(trace)))
  })
  const ran = new Set(judged.map(({ question, build }) => `${question} ${build}`))
  // `sameAs` may only refer to a test case that ran.
  const verdicts = judged.map(({ sameAs, ...rest }) =>
    sameAs !== undefined && ran.has(`${sameAs} ${rest.build}`) ? { ...rest, sameAs } : rest,
  )
  const isControl = (cell: CellVerdict): boolean => cell.proxy === ''
  const compared = [...new Set(verdicts.filter((cell) => !isControl(cell)).map((cell) => cell.proxy))].map((proxy) =>
    applyExpectations(
      Object.hasOwn(expectations, proxy) ? (expectations[proxy] ?? []) : [],
      verdicts.filter((cell) => cell.proxy === proxy && !isPart(cell.profile)),
      { unfiltered: run.unfiltered && !run.interrupted && run.shard === undefined },
    ),
  )
  // Parts of a chain have no expectations: they run to show which hops cause a finding.
  const cells = [...compared.flatMap((one) => one.cells), ...verdicts.filter((cell) => isPart(cell.profile))]
  return {
    schema: 4,
    run: run.id,
    environment: run.environment,
    timing: run.timing,
    scenarioVersions: versionsOf(latest),
    profiles: profileVerdicts(run, cells, traces, Object.assign({}, ...scenarios.map(({ axisWords }) => axisWords))),
    cells,
    controls: verdicts.filter(isControl),
    stale: compared.flatMap((one) => one.stale),
    interrupted: run.interrupted,
    ...(run.planned === undefined ? {} : { planned: run.planned }),
    ...(run.running === true ? { running: true } : {}),
    ...(run.skipped === undefined ? {} : { skipped: run.skipped }),
  }
}

/** A test case is compared with the control of its own machine. */
const controlKey = ({ shard = '' }: Trace, question: string): string => `${shard} ${question}`

/** Where several machines ran a control, the report has the first machine's. */
function withoutOtherControls(traces: readonly Trace[]): readonly Trace[] {
  const numberOf = ({ shard = '' }: Trace): number => Number.parseInt(shard, 10) || 0
  const first = new Map<string, number>()
  for (const trace of traces) {
    if (trace.kind === 'control')
      first.set(trace.cell, Math.min(first.get(trace.cell) ?? Number.POSITIVE_INFINITY, numberOf(trace)))
  }
  return traces.filter((trace) => trace.kind !== 'control' || numberOf(trace) === first.get(trace.cell))
}

const versionsOf = (traces: readonly Trace[]): Readonly<Record<string, number>> =>
  Object.fromEntries(traces.map((trace) => [trace.scenario, trace.scenarioVersion] as const).sort())

/** Order of the report: by proxy, build and profile, then by scenario and axes in declared order. */
function inOrder(scenarios: readonly Scenario[], traces: readonly Trace[]): Trace[] {
  const keyOf = (trace: Trace): string => {
    const { proxy, profile, build } = subjectOf(trace)
    const scenario = scenarios.findIndex(({ id }) => id === trace.scenario)
    const axes = Object.entries(scenarios[scenario]?.axes ?? {})
    const values = axes.map(([name, all]) => all.indexOf(trace.axes[name] ?? ''))
    return [proxy, build, trace.runtime, profile, scenario, ...values].join(' ')
  }
  return [...traces].sort((a, b) => keyOf(a).localeCompare(keyOf(b), 'en', { numeric: true }))
}

function scenarioOf(scenarios: readonly Scenario[], trace: Trace): Scenario {
  const found = scenarios.find((scenario) => scenario.id === trace.scenario)
  if (found !== undefined) return found
  throw new SseCompatError(
    'unknown-scenario',
    `${trace.cell} was recorded by the scenario "${trace.scenario}", which this version does not have`,
    {
      advice:
        'Judge it with the version of sse-compat that recorded it, or with the folder that has the scenario: --parts.',
    },
  )
}

/** A retried control replaces the previous one, which was inconclusive. */
const triesBefore = ({ kind, earlierTries }: Trace): number => (kind === 'control' ? 0 : earlierTries)

/** Evidence refers to facts of the last try's trace. A finding of an earlier try has no evidence there. */
function shownBy(last: readonly Judged[], settled: readonly Judged[]): readonly Judged[] {
  const known = new Set(last.map(({ finding }) => finding.evidence))
  return settled.map(({ criterion, finding }) =>
    known.has(finding.evidence) ? { criterion, finding } : { criterion, finding: { ...finding, evidence: [] } },
  )
}

function verdictOn(trace: Trace, scenario: Scenario, judged: readonly Judged[], file: string): CellVerdict {
  const findings = judged.map(
    ({ criterion, finding }): CriterionVerdict => ({
      ...finding,
      measures: withoutNoise(finding.measures),
      criterion: `${scenario.id}/${criterion.id}`,
      kind: criterion.kind,
      title: criterion.title,
      against: 'unlisted',
    }),
  )
  const same = sameAs(trace)
  return {
    cell: trace.cell,
    question: trace.question,
    scenario: trace.scenario,
    axes: trace.axes,
    ...subjectOf(trace),
    runtime: trace.runtime,
    outcome: trace.outcome,
    findings,
    ...(same === undefined ? {} : { sameAs: same }),
    earlierTries: trace.earlierTries,
    took: trace.took,
    trace: file,
  }
}

/** Removes floating-point noise from differences of times, e.g. 0.30000000000000004. */
const withoutNoise = (measures: Finding['measures']): Finding['measures'] =>
  Object.fromEntries(
    Object.entries(measures).map(([name, measure]) => [
      name,
      { ...measure, value: Number(measure.value.toPrecision(12)) },
    ]),
  )

/** The equivalent test case, where the requested framing could not be used (RFC 9112 §6.1, RFC 9113 §8.1). */
function sameAs(trace: Trace): string | undefined {
  const asked = trace.axes.origin
  if (asked === undefined) return undefined
  for (const fact of trace.facts) {
    if (fact.side !== 'origin' || fact.fact !== 'sent-head' || fact.status !== 200) continue
    // Over HTTP/2 each write has a frame, as it has a chunk over HTTP/1.1.
    const used = fact.framing === 'h2' ? 'chunked' : fact.framing
    if (fact.asked === asked && used !== asked) return trace.question.replace(`/${asked}/`, `/${used}/`)
  }
  return undefined
}

function profileVerdicts(
  run: Run,
  cells: readonly CellVerdict[],
  traces: readonly Trace[],
  words: AxisWords,
): ProfileVerdict[] {
  const keyOf = (cell: CellVerdict): string => `${cell.proxy}/${cell.profile}@${cell.build}@${cell.runtime}`
  const groups = new Map<string, CellVerdict[]>()
  for (const cell of cells) groups.set(keyOf(cell), [...(groups.get(keyOf(cell)) ?? []), cell])
  const routes = new Map(traces.map(({ cell, route }) => [cell, route]))
  const hopsOf = ({ cell }: CellVerdict): readonly HopRecord[] => routes.get(cell) ?? []
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { proxy, profile, build, runtime } = first
    const note = run.profiles.find((one) => one.proxy === proxy && one.id === profile)
    const trace = traces.find((one) => one.cell === first.cell)
    const route = trace?.route ?? []
    const responsible = route.length > 1 ? responsibleFor(group, route, cells, hopsOf) : undefined
    const headline = headlineFor(group, words)
    return [
      {
        proxy,
        profile,
        title: note?.title ?? profile,
        why: note?.why ?? '',
        source: note?.source ?? '',
        file: note?.file ?? '',
        build,
        runtime,
        grade: gradeOf(group),
        headline: [headline, sayResponsible(responsible ?? [])]
          .filter(Boolean)
          .join(' ')
          .concat(responsible?.length ? '.' : ''),
        innate: innateOf(group, words),
        evidence: trace?.outcome.state === 'refused' ? '' : evidenceFolder(proxy, profile, build),
        replaced: route.flatMap(({ replaced }) => replaced),
        timers: trace?.settings.timers ?? [],
        ...(responsible === undefined ? {} : { responsible }),
      },
    ]
  })
}
