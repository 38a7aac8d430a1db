/** What is run, and what a report holds. */
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

/** The client asks the origin itself: what the machine and the harness do to a stream. */
export interface ControlCase extends AnyCase {
  readonly kind: 'control'
}

/** The client asks through proxies. */
export interface RouteCase extends AnyCase {
  readonly kind: 'route'
  /** Client first; several for a chain. */
  readonly route: readonly [Hop, ...Hop[]]
  /** Of one hop, its own; of a chain, the chain's. */
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
  /** What to type to do it again. */
  readonly command: string
}

/** One criterion's finding in one test case. */
export interface CriterionVerdict extends Finding {
  /** `<scenario>/<criterion>`. */
  readonly criterion: string
  readonly kind: CriterionKind
  readonly title: string
  /** Against expect.yaml: as expected, worse, better, or other (fails, but not as expected). `unlisted`: nothing is expected of it. */
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
  /** The framing really used makes this test case the same as that one (an HTTP/1.0 request is never answered chunked). */
  readonly sameAs?: QuestionId
  readonly playedBefore: number
  readonly took: Ms
  /** Path of its trace, from the report. */
  readonly trace: string
}

export type Grade = 'works' | 'degraded' | 'broken' | 'refused' | 'unknown'

/** Of a chain: who makes a finding. */
export interface Responsible {
  /** `<scenario>/<criterion>` */
  readonly criterion: string
  readonly observed: string
  /**
   * The smallest sets of hops that show it by themselves, client first, each hop as `<proxy>/<profile>`: hops that show it alone, else pairs
   * that do, and so on. None: no part of the chain shows it, only the whole chain does.
   */
  readonly parts: readonly (readonly string[])[]
  /** False when a smaller part of the chain did not run, so that it may be the one. */
  readonly known: boolean
}

/** One profile on one build and runtime, in words. */
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
  /** What could be better and is no matter of the profile, since the product always does it; '' for nothing. Not in the headline. */
  readonly innate: string
  /** Folder, from the report, with its configuration as it ran and its log; '' where it never ran. */
  readonly evidence: string
  readonly replaced: readonly Replacement[]
  readonly timers: readonly Timer[]
  /** Of a chain only. */
  readonly responsible?: readonly Responsible[]
}

export interface RunTiming {
  readonly wall: Ms
  /**
   * Whichever is most: the longest test case, the sum of a pool's test cases over its slots, the processor time over the processors, or
   * that of the one thread that runs them all.
   */
  readonly lowerBound: Ms
  readonly longestCell: Ms
  readonly sumOfCells: Ms
  readonly slots: number
  readonly cells: number
  /** Test cases that were retried because they were inconclusive. */
  readonly playedAgain: number
  /** How long the harness itself was stalled while test cases ran, 30 ms or more at a time: how quiet the machine was. */
  readonly stoodStill: Ms
  /** Processor time of the harness and of the processes that it started; of containers only the harness's own part. */
  readonly cpu: Ms
}

/** Everything that a format shows. `report.json` is a `StoredReport`, made from it. */
export interface Report {
  readonly schema: 3
  readonly run: string
  readonly environment: Environment
  readonly timing: RunTiming
  /** Version of each scenario that ran: findings of another version may differ for that reason. Absent in older reports. */
  readonly scenarioVersions?: Readonly<Record<string, number>>
  readonly profiles: readonly ProfileVerdict[]
  readonly cells: readonly CellVerdict[]
  readonly controls: readonly CellVerdict[]
  /** Expectations that no test case of the run showed any more, and the like: each fails the run. */
  readonly stale: readonly { readonly where: string; readonly message: string }[]
  /** True when the run was interrupted: what is here is what was recorded until then. */
  readonly interrupted: boolean
  /** Test cases that were to run; absent in older reports. */
  readonly planned?: number
  /** The run went on when this was written; then it is `interrupted` as well. */
  readonly running?: boolean
  /** Only where nothing was selected, and the quick set ran. */
  readonly skipped?: Skipped
}

/** Texts of a run that a format may show besides the report and the traces. Secrets are removed. */
export interface RunTexts {
  /** The profile of a hop as it was when it ran; undefined where it has changed since, or is not known here. */
  configOf(hop: HopRecord): ConfigTree | undefined
  /** Files of a folder of evidence, by their path from it; none where it does not exist. @param folder see `ProfileVerdict.evidence` */
  evidenceOf(folder: string): ConfigTree
}

/** One report format. Without `texts` it shows neither configurations nor logs. */
export interface Format {
  readonly id: string
  /**
   * `--format` may ask for it: its one file is then written where that says. `lines`: on standard output it can stand beside other lines;
   * `document`: it has to be alone there. Absent: it is in the run's folder only.
   */
  readonly asked?: 'lines' | 'document'
  /** It is in no run's folder, only where `--format` asks for it. */
  readonly askedOnly?: true
  render(
    report: Report,
    traceOf: (cell: CellId) => Trace | undefined,
    texts?: RunTexts,
  ): Iterable<{ readonly path: string; readonly content: string }>
}
