/** Test cases, and the contents of a report. */
import type { CriterionKind, Finding } from './finding.ts'
import type { AxisValues, CellId, Ms, QuestionId, RuntimeId } from './names.ts'
import type { BuildFacts, ConfigTree, Profile, Replacement, Timer } from './proxy.ts'
import type { Scenario } from './scenario.ts'
import type { Skipped } from './skipped.ts'
import type { HopRecord, Trace, TraceState } from './trace.ts'

/** One proxy of a route. */
export interface Hop {
  readonly build: BuildFacts
  readonly profile: Profile
}

interface AnyCase {
  readonly id: CellId
  readonly question: QuestionId
  readonly scenario: Scenario
  readonly axes: AxisValues
  readonly runtime: RuntimeId
}

/** The client requests the origin directly. It shows what the machine and the harness themselves do to a stream. */
export interface ControlCase extends AnyCase {
  readonly kind: 'control'
}

/** The client requests through proxies. */
export interface RouteCase extends AnyCase {
  readonly kind: 'route'
  /** Client first; several hops for a chain. */
  readonly route: readonly [Hop, ...Hop[]]
  /** The hop's profile; for a chain, the chain's. */
  readonly profile: Profile
}

/** One test case. */
export type Cell = ControlCase | RouteCase

/** Facts about the machine and the run that a reader needs to trust or repeat it. */
export interface Environment {
  readonly startedAt: string
  readonly tool: string
  readonly node: string
  readonly system: string
  readonly cores: number
  readonly runtime: RuntimeId
  readonly network: string
  readonly builds: readonly {
    readonly id: string
    readonly product: string
    readonly version: string
    readonly origin: string
  }[]
  /** The command line that repeats the run. */
  readonly command: string
}

/** One criterion's finding in one test case. */
export interface CriterionVerdict extends Finding {
  /** `<scenario>/<criterion>`. */
  readonly criterion: string
  readonly kind: CriterionKind
  readonly title: string
  /** Compared with expect.yaml. `other`: it fails, but not as expected. `unlisted`: it has no expectation. */
  readonly against: 'as-expected' | 'worse' | 'better' | 'other' | 'unlisted'
  /** The expected class and its reason, where a deviation is listed. */
  /** `always`: it is listed for every profile of the product. */
  readonly expectation?: { readonly observed: string; readonly reason: string; readonly always?: boolean }
}

export interface CellVerdict {
  readonly cell: CellId
  readonly question: QuestionId
  readonly scenario: string
  readonly axes: AxisValues
  readonly proxy: string
  readonly profile: string
  readonly build: string
  readonly runtime: RuntimeId
  readonly outcome: TraceState
  readonly findings: readonly CriterionVerdict[]
  /** The framing that was really used makes this test case identical to that one (a response to an HTTP/1.0 request is never chunked). */
  readonly sameAs?: QuestionId
  readonly earlierTries: number
  readonly took: Ms
  /** Path of its trace, relative to the report. */
  readonly trace: string
}

export type Grade = 'works' | 'degraded' | 'broken' | 'refused' | 'unknown'

/** For a chain: the hops that cause a finding. */
export interface Responsible {
  /** `<scenario>/<criterion>` */
  readonly criterion: string
  readonly observed: string
  /**
   * The smallest sets of hops that show the finding by themselves, client first, each hop as `<proxy>/<profile>`: single hops,
   * else pairs, and so on. Empty: only the whole chain shows it.
   */
  readonly parts: readonly (readonly string[])[]
  /** False when a smaller part of the chain did not run and so may be the cause. */
  readonly known: boolean
}

/** The verdict on one profile, on one build and runtime. */
export interface ProfileVerdict {
  readonly proxy: string
  readonly profile: string
  readonly title: string
  readonly why: string
  readonly source: string
  readonly file: string
  readonly build: string
  readonly runtime: RuntimeId
  readonly grade: Grade
  /** One or two sentences for a person: what happens to a stream, with the numbers. */
  readonly headline: string
  /** Optional failures that belong to the product, not to this profile; '' for none. Not part of the headline. */
  readonly innate: string
  /** Folder, relative to the report, with the configuration as it ran and the log; '' where the profile never ran. */
  readonly evidence: string
  readonly replaced: readonly Replacement[]
  readonly timers: readonly Timer[]
  /** Only for a chain. */
  readonly responsible?: readonly Responsible[]
}

export interface RunTiming {
  readonly wall: Ms
  /**
   * The largest of: the longest test case; a pool's sum of test case durations divided by its slots; the CPU time divided by the
   * cores; the CPU time of the one thread that runs all test cases.
   */
  readonly lowerBound: Ms
  readonly longestCell: Ms
  readonly sumOfCells: Ms
  readonly slots: number
  readonly cells: number
  /** Test cases that were retried because they were inconclusive. */
  readonly retried: number
  /** Total of the harness's own event-loop stalls of 30 ms or more while test cases ran: a measure of how busy the machine was. */
  readonly stallTime: Ms
  /** CPU time of the harness and of the processes that it started; with containers, only the harness's own. */
  readonly cpu: Ms
}

/** Everything that a format can render. `report.json` is a `StoredReport`, made from it. */
export interface Report {
  readonly schema: 4
  readonly run: string
  readonly environment: Environment
  readonly timing: RunTiming
  /** Version of each scenario that ran. Findings of another version may differ for that reason alone. Absent in older reports. */
  readonly scenarioVersions?: Readonly<Record<string, number>>
  readonly profiles: readonly ProfileVerdict[]
  readonly cells: readonly CellVerdict[]
  readonly controls: readonly CellVerdict[]
  /** Expectations that no test case of the run fulfilled any more, and similar errors. Each fails the run. */
  readonly stale: readonly { readonly where: string; readonly message: string }[]
  /** True when the run was interrupted: the report has only what was recorded until then. */
  readonly interrupted: boolean
  /** Number of planned test cases; absent in older reports. */
  readonly planned?: number
  /** True when the run had not ended when this was written; `interrupted` is then true as well. */
  readonly running?: boolean
  /** Only where nothing was selected, so that the quick set ran. */
  readonly skipped?: Skipped
}

/** Texts of a run that a format may show besides the report and the traces. Secrets are redacted. */
export interface RunTexts {
  /** The profile of a hop as it was when it ran; undefined where it has changed since, or is not in this catalog. */
  configOf(hop: HopRecord): ConfigTree | undefined
  /**
   * Files of a folder of evidence, by their path relative to it; empty where the folder does not exist.
   * @param folder see `ProfileVerdict.evidence`
   */
  evidenceOf(folder: string): ConfigTree
  /** See `Scenario.axisWords`; empty for a scenario that is not in this catalog. */
  axisWordsOf(scenario: string): Readonly<Record<string, string>>
}

/** One report format. Without `texts` it shows neither configurations nor logs. */
export interface Format {
  readonly id: string
  /**
   * The format can be selected by `--format`, which writes its one file to the given place. `lines`: its output may be mixed with
   * other lines on standard output; `document`: it must be the only output. Absent: the format is only written into the run's
   * folder.
   */
  readonly asked?: 'lines' | 'document'
  /** It is written only where `--format` selects it, never into the run's folder. */
  readonly askedOnly?: true
  render(
    report: Report,
    traceOf: (cell: CellId) => Trace | undefined,
    texts?: RunTexts,
  ): Iterable<{ readonly path: string; readonly content: string }>
}
