/** One question, whole. */
import type { CriterionId } from './criterion-id.ts'
import type { Criterion } from './finding.ts'
import type { Axes, Ms } from './names.ts'
import type { Stage } from './stage.ts'

export type Need = 'reload' | 'http2' | 'tls' | 'clock' | 'browser'

/** A question that people who operate a proxy ask; `check` answers them in this order. */
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
 * Whether `check` runs a scenario. `default`: always; each of these ends within ten seconds. `all`: with `--all`. `separate`: in
 * its own way, since it needs the whole machine. `purpose`: only where `--for` names one of its purposes. `never`: it is no question
 * about somebody's configuration.
 */
export type CheckUse = 'default' | 'all' | 'separate' | 'purpose' | 'never'

/** What a route is for, where that decides which questions matter. */
export type CheckPurpose = 'llm' | 'mcp'

/** What of a scenario runs by default, when nothing is selected. */
export interface QuickSet {
  /** Axis → the values that run; an axis that is not named runs all of its own. */
  readonly values: Readonly<Record<string, readonly string[]>>
  /** What the other values add, from a run of all of them. For the report. */
  readonly why: string
}

/** One question, whole. `run` acts only; its criteria judge only. */
export interface Scenario {
  readonly id: string
  /** Raised when what it does changes; judging again refuses another version. */
  readonly version: number
  /** The question that it answers, one sentence. The README's table is made from these. */
  readonly question: string
  /** Place among the questions that are answered first; those without one follow, by id. */
  readonly rank?: number
  readonly why: string
  readonly references: readonly string[]
  readonly axes: Axes
  /** `<axis>=<value>` → how a sentence says it, e.g. `with a close-delimited origin`; '' says nothing. */
  readonly axisWords: Readonly<Record<string, string>>
  /** Absent: it runs only where it is selected, or with `--all`. */
  readonly quick?: QuickSet
  /** Profiles that the question is put to: every one, or those with one of these tags. */
  readonly asks: 'every' | readonly string[]
  readonly needs: readonly Need[]
  /** How many may be run side by side: many that wait, tens that time, one that is heavy. */
  readonly load: 'waiting' | 'timing' | 'heavy'
  /** `own`: a dedicated proxy, since the scenario disturbs it. */
  readonly proxy: 'shared' | 'own'
  /** With the need `clock`: how many times faster than ours the proxy's clock runs. */
  readonly clock?: number
  /** Longest time that `run` may take on an idle machine, in ms: beyond three times that the harness is broken. */
  readonly longest: Ms
  /** After a longer stall of the harness's event loop (ms) an answer that did not come is inconclusive: `isStalled` compares. */
  readonly stallTolerance: Ms
  readonly check: CheckUse
  /** Axis → the values that `check` runs without `--all`; an axis that is not named runs all of its own. */
  readonly checkValues?: Readonly<Record<string, readonly string[]>>
  /** `check --for` one of these runs it. */
  readonly purposes?: readonly CheckPurpose[]
  /** The questions of `check` that its criteria answer: all of its criteria, or those with these ids. */
  readonly answers: Readonly<Partial<Record<OpsQuestion, 'every' | readonly string[]>>>
  /** Criteria whose failure makes findings of this scenario not applicable (`dependent` names one of them in such a finding). */
  readonly dependsOn: readonly CriterionId[]
  /**
   * Acts that leave no doubt, once they are done, that one of the criteria will not pass: the act's name → what was seen, in a few
   * words. For whoever waits; never a verdict.
   */
  readonly certain?: Readonly<Record<string, string>>
  run(stage: Stage): Promise<void>
  readonly criteria: readonly Criterion[]
}
