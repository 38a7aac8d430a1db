/** One question, whole. */
import type { Criterion } from './finding.ts'
import type { Axes, Ms } from './names.ts'
import type { Stage } from './stage.ts'

export type Need = 'reload' | 'http2' | 'tls' | 'clock' | 'browser'

/** One question, whole. `play` acts only; its criteria judge only. */
export interface Scenario {
  readonly id: string
  /** Raised when what it does changes; judging again refuses another version. */
  readonly version: number
  readonly title: string
  /** Place among the questions that are answered first; those without one follow, by id. */
  readonly rank?: number
  readonly why: string
  readonly references: readonly string[]
  readonly axes: Axes
  /** `<axis>=<value>` → how a sentence says it, e.g. `with a close-delimited origin`; '' says nothing. */
  readonly axisWords: Readonly<Record<string, string>>
  /** Profiles that the question is put to: every one, or those with one of these tags. */
  readonly asks: 'every' | readonly string[]
  readonly needs: readonly Need[]
  /** How many may be played side by side: many that wait, tens that time, one that is heavy. */
  readonly load: 'waiting' | 'timing' | 'heavy'
  /** `own`: the acts disturb the proxy, so no other cell may share it. */
  readonly proxy: 'shared' | 'own'
  /** With the need `clock`: how many times faster than ours the proxy's clock runs. */
  readonly clock?: number
  /** Longest time that a play may take on an idle machine, in ms: beyond three times that the harness is broken. */
  readonly longest: Ms
  /**
   * Acts that leave no doubt, once they are played, that one of the criteria will not pass: the act's name → what was seen, in a few
   * words. For whoever waits; never a verdict.
   */
  readonly certain?: Readonly<Record<string, string>>
  play(stage: Stage): Promise<void>
  readonly criteria: readonly Criterion[]
}
