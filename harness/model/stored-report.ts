/**
 * `report.json`: a `Report` in which repeated values are stored once. A finding refers to a row of `results`, a result to
 * `criteria`, a test case to a row of `traceFiles`. What follows from a test case's name, and default values, are omitted.
 */
import type { CellNames } from './cell-names.ts'
import type { CriterionId } from './criterion-id.ts'
import type { CriterionKind, FindingOutcome, Measure } from './finding.ts'
import type { AxisValues, CellId, Ms, QuestionId } from './names.ts'
import type { CriterionVerdict, Report } from './report.ts'
import type { TraceState } from './trace.ts'

/** A criterion's finding, without its numbers. */
export interface StoredResult {
  /** `<scenario>/<criterion>`: a name in `criteria`. */
  readonly criterion: string
  readonly outcome: FindingOutcome
  readonly observed: string
  readonly expected: string
  readonly actual: string
  readonly against: CriterionVerdict['against']
  readonly expectation?: NonNullable<CriterionVerdict['expectation']>
  readonly dependsOn?: CriterionId
  readonly headline?: string
  /** Measure → its unit. */
  readonly units?: Readonly<Record<string, Measure['unit']>>
}

export interface StoredFinding {
  /** Position in `results`. */
  readonly result: number
  /** In the unit that the result names; with the spread where there were several tries. Absent: none. */
  readonly measures?: Readonly<Record<string, number | Pick<Measure, 'value' | 'spread'>>>
  /** Indexes of facts in the trace. Absent: none. */
  readonly evidence?: readonly number[]
}

export interface StoredCell {
  /** `<proxy>/<profile>/<scenario>/<axis values…>@<build>@<runtime>`, or `control/<scenario>/<axis values…>` */
  readonly cell: CellId
  readonly took: Ms
  /** Position in `traceFiles`. */
  readonly trace: number
  readonly findings: readonly StoredFinding[]
  /** Absent: complete. */
  readonly outcome?: TraceState
  /** Absent: 0. */
  readonly earlierTries?: number
  readonly sameAs?: QuestionId
  /** Only where it does not follow from the name. */
  readonly is?: CellNames
  /** Only where they do not follow from the name and `axes`. */
  readonly axes?: AxisValues
}

export interface StoredReport extends Omit<Report, 'schema' | 'cells' | 'controls'> {
  readonly schema: 4
  /** Scenario → its axes, in the order of their values in a test case's name. */
  readonly axes: Readonly<Record<string, readonly string[]>>
  readonly criteria: Readonly<Record<string, { readonly kind: CriterionKind; readonly title: string }>>
  readonly results: readonly StoredResult[]
  /** Relative to the report. */
  readonly traceFiles: readonly string[]
  readonly cells: readonly StoredCell[]
  readonly controls: readonly StoredCell[]
}
