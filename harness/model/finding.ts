/** Criteria, what they find, and the defects that they have to catch. */
import type { CriterionId } from './criterion-id.ts'
import type { AxisValues, Ms } from './names.ts'
import type { Trace } from './trace.ts'

/** A trace as criteria get it. */
export interface JudgedTrace extends Trace {
  /** Of its scenario. */
  readonly stallTolerance: Ms
}

export type CriterionKind = 'required' | 'optimal' | 'informative'

/** One thing that a trace can show. */
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
  /** Where it was measured in several tries: `value` is their median. */
  readonly spread?: { readonly least: number; readonly most: number; readonly tries: number }
}

export interface Finding {
  readonly outcome: FindingOutcome
  /** One of the criterion's classes; for not-applicable and inconclusive: the outcome itself. */
  readonly observed: string
  /** Short values, not prose about them. For not-applicable and inconclusive `actual` says because of what. */
  readonly expected: string
  readonly actual: string
  readonly measures: Readonly<Record<string, Measure>>
  /** Indexes of facts in the trace. */
  readonly evidence: readonly number[]
  /** Of a not-applicable one: the criterion whose failure makes it meaningless. */
  readonly dependsOn?: CriterionId
  /** A few words for the headline of a profile that is not broken. */
  readonly headline?: string
}

/** A deliberately broken proxy that a scenario must catch: hooks into the faithful one in proxies/faulty. */
export interface Defect {
  /** Unique over all scenarios, e.g. `holds-until-end`. */
  readonly id: string
  readonly title: string
  /** Names its hooks in proxies/faulty; plain data, so that it crosses a process boundary. */
  readonly hooks: Readonly<Record<string, string | number | boolean>>
  /**
   * Of the defect's own scenario: `<scenario>/<criterion>` → the class that at least one test case shows instead of a pass
   * (informative: instead of the faithful proxy's). What it does to other scenarios is in docs/self-test.md.
   */
  readonly breaks: Readonly<Record<string, string>>
  /** Criteria of its own scenario that become not-applicable in at least one test case. */
  readonly blocks: readonly string[]
  /** For the first criterion of `breaks`, where no defect can break it alone: why not. */
  readonly neverAlone?: string
  /** Axis values at which its golden trace is recorded; of an axis that is not named, the first. `none`: no trace, it would be too large. */
  readonly golden?: AxisValues | 'none'
}
