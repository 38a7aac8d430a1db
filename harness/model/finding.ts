/** Criteria, their findings, and the defects that they have to detect. */
import type { CriterionId } from './criterion-id.ts'
import type { AxisValues, Ms } from './names.ts'
import type { Trace } from './trace.ts'

/** A trace as a criterion receives it. */
export interface JudgedTrace extends Trace {
  /** From its scenario. */
  readonly stallTolerance: Ms
}

export type CriterionKind = 'required' | 'optimal' | 'informative'

/** One property that a trace can show. */
export interface Criterion {
  /** Unique in its scenario, e.g. `live`. Elsewhere named `<scenario>/<criterion>`. */
  readonly id: string
  readonly kind: CriterionKind
  /** One sentence: what is required. */
  readonly title: string
  /** Every value that `Finding.observed` may take. */
  readonly classes: readonly string[]
  /** Pure: the same trace always gives the same finding. */
  judge(trace: JudgedTrace, control: JudgedTrace | undefined): Finding
}

export type FindingOutcome = 'pass' | 'fail' | 'measured' | 'not-applicable' | 'noisy'

export interface Measure {
  readonly value: number
  readonly unit: 'ms' | 'bytes' | 'events' | 'count' | 'ratio'
  /** Present where it was measured in several tries; `value` is then their median. */
  readonly spread?: { readonly least: number; readonly most: number; readonly tries: number }
}

export interface Finding {
  readonly outcome: FindingOutcome
  /** One of the criterion's classes; for not-applicable and inconclusive: the outcome itself. */
  readonly observed: string
  /** Short values, not prose. For not-applicable and inconclusive findings, `actual` gives the reason. */
  readonly expected: string
  readonly actual: string
  readonly measures: Readonly<Record<string, Measure>>
  /** Indexes of facts in the trace. */
  readonly evidence: readonly number[]
  /** Only for a not-applicable finding: the criterion whose failure makes it meaningless. */
  readonly dependsOn?: CriterionId
  /** A few words for the headline of a profile that is not broken. */
  readonly headline?: string
}

/** A deliberately broken proxy that a scenario must detect: hooks into the correct proxy in proxies/faulty. */
export interface Defect {
  /** Unique over all scenarios, e.g. `holds-until-end`. */
  readonly id: string
  readonly title: string
  /** Names its hooks in proxies/faulty. Plain data, because it crosses a process boundary. */
  readonly hooks: Readonly<Record<string, string | number | boolean>>
  /**
   * Within the defect's own scenario: `<scenario>/<criterion>` → the class that at least one test case shows instead of a pass
   * (informative: instead of the faithful proxy's). What it does to other scenarios is in docs/self-test.md.
   */
  readonly breaks: Readonly<Record<string, string>>
  /** Criteria of its own scenario that become not-applicable in at least one test case. */
  readonly blocks: readonly string[]
  /** Only where no defect can break the first criterion of `breaks` alone: the reason. */
  readonly neverAlone?: string
  /**
   * Axis values with which its golden trace is recorded; an axis that is not named takes its first value. `none`: no trace is
   * stored, because it would be too large.
   */
  readonly golden?: AxisValues | 'none'
}
