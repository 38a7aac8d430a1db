/** One question and how it is tested. */
import type { CriterionId } from './criterion-id.ts'
import type { Criterion } from './finding.ts'
import type { Axes, Ms } from './names.ts'
import type { Stage } from './stage.ts'

/** `vanishing`: a client that vanishes without FIN or RST. */
export type Need = 'reload' | 'http2' | 'tls' | 'clock' | 'browser' | 'vanishing'

/** A question that operators of a proxy have; `check` answers them in this order. */
export type OpsQuestion =
  | 'buffering'
  | 'idle-timeout'
  | 'heartbeat-interval'
  | 'compression'
  | 'disconnect'
  | 'resume'
  | 'post'
  | 'http2'
  | 'before-headers'
  | 'reload'

/**
 * Whether `check` runs a scenario. `default`: always; each of these ends within ten seconds. `all`: with `--all`. `separate`: by
 * its own procedure, since it needs the whole machine. `purpose`: only where `--for` names one of its purposes. `never`: it does
 * not test a user's configuration.
 */
export type CheckUse = 'default' | 'all' | 'separate' | 'purpose' | 'never'

/** What a route is used for, where that decides which questions matter. */
export type CheckPurpose = 'llm' | 'mcp'

/** What of a scenario runs by default, when nothing is selected. */
export interface QuickSet {
  /** Axis → the values that run. An axis that is not named runs all of its values. */
  readonly values: Readonly<Record<string, readonly string[]>>
  /** What the other values add, taken from a run of all of them. Printed in the report. */
  readonly why: string
}

/** The most streams that a test case has open at once, unless its scenario declares another number. */
export const USUAL_STREAMS = 4

/** One scenario. `run` only acts; its criteria only judge. */
export interface Scenario {
  readonly id: string
  /** Increased when its actions change. `judge` refuses traces of another version. */
  readonly version: number
  /** The question that it answers, in one sentence. The README's table is made from these. */
  readonly question: string
  /** Position among the first questions; scenarios without a rank follow, sorted by id. */
  readonly rank?: number
  readonly why: string
  readonly references: readonly string[]
  readonly axes: Axes
  /** `<axis>=<value>` → how a sentence expresses it, e.g. `with a close-delimited origin`; '' to omit it. */
  readonly axisWords: Readonly<Record<string, string>>
  /** Axes that vary a field of the application's response, with its name: an application that always sends the field has only one value. */
  readonly axisFields?: Readonly<Record<string, string>>
  /** Absent: it runs only with `--all`, or where it is selected. */
  readonly quick?: QuickSet
  /** The profiles that it runs on: every one, or those with one of these tags. */
  readonly asks: 'every' | readonly string[]
  /** `<axis>=<value>` → tags: its test cases run only on profiles with one of them. */
  readonly asksFor?: Readonly<Record<string, readonly string[]>>
  readonly needs: readonly Need[]
  /** `<axis>=<value>` → what only its test cases need. */
  readonly needsFor?: Readonly<Record<string, Need>>
  /** Which of its test cases can run concurrently: `waiting`: many; `timing`: tens; `heavy`: a few. */
  readonly load: 'waiting' | 'timing' | 'heavy'
  /** It reports latencies, so workers start it when little else runs. */
  readonly latencies?: true
  /** `own`: a dedicated proxy, since the scenario disturbs it. */
  readonly proxy: 'shared' | 'own'
  /** How many streams a test case has open at once at most. Default: `USUAL_STREAMS`. */
  readonly streams?: number
  /** Only with the need `clock`: how many times faster than real time the proxy's clock runs. */
  readonly clock?: number
  /** Maximum duration of `run` on an idle machine, in ms. A run that takes three times as long is a fault of the harness. */
  readonly longest: Ms
  /** After an event-loop stall of the harness longer than this (ms), a missing answer is inconclusive: `isStalled` compares. */
  readonly stallTolerance: Ms
  readonly check: CheckUse
  /** Axis → the values that `check` runs without `--all`. An axis that is not named runs all of its values. */
  readonly checkValues?: Readonly<Record<string, readonly string[]>>
  /**
   * As `checkValues`, where the proxy's clock can run fast: another scenario then covers what these values leave out. May name an
   * axis that a run does not have.
   */
  readonly checkValuesWithClock?: Readonly<Record<string, readonly string[]>>
  /** `check --for` with one of these runs it. */
  readonly purposes?: readonly CheckPurpose[]
  /** The questions of `check` that it answers, each with all of its criteria or with these ids. */
  readonly answers: Readonly<Partial<Record<OpsQuestion, 'every' | readonly string[]>>>
  /** Criteria whose failure makes findings of this scenario not applicable (`dependent` in such a finding names one of them). */
  readonly dependsOn: readonly CriterionId[]
  /**
   * Acts that prove, once recorded, that one of the criteria will not pass: the act's name → what was observed, in a few words.
   * Printed as progress; never a verdict.
   */
  readonly certain?: Readonly<Record<string, string>>
  run(stage: Stage): Promise<void>
  readonly criteria: readonly Criterion[]
}
