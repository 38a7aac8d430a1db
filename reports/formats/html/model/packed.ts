/** The shape of the data in the page: tables of what repeats, and rows of numbers that refer to them. */
import type {
  AxisValues,
  CriterionVerdict,
  Measure,
  ProfileVerdict,
  Report,
  TraceState,
} from '../../../../harness/model/index.ts'

/** What all findings of one result share. */
export type Result = Omit<CriterionVerdict, 'measures' | 'evidence'>

/** Proxy, profile, build, runtime. */
export type Subject = readonly [proxy: string, profile: string, build: string, runtime: string]

/** Result, kind of measures, their values, then indexes of the evidence. */
export type PackedFinding = readonly number[]

export interface PackedCell {
  readonly subject: number
  readonly scenario: number
  readonly axes: number
  readonly outcome: number
  readonly findings: readonly PackedFinding[]
  readonly again?: number
  readonly took: number
  readonly sameAs?: string
  /** Only where they differ from what the other fields give: see `names.ts`. */
  readonly question?: string
  readonly cell?: string
  readonly trace?: string
}

/** A profile's configuration as it was when it ran. */
export interface ConfigText {
  /** `<proxy>/<profile>`; of a chain one for each hop. */
  readonly name: string
  /** As the report names its lines, e.g. `defaults.conf`. */
  readonly file: string
  readonly text: string
  /** `original`: as it is in the repository; `ran`: with the substituted lines, without comments. */
  readonly kind: 'original' | 'ran'
}

export interface PackedReport {
  readonly report: Omit<Report, 'cells' | 'controls' | 'profiles'> & {
    readonly profiles: readonly (ProfileVerdict & { readonly log: string; readonly configs: readonly number[] })[]
  }
  readonly configs: readonly ConfigText[]
  readonly results: readonly Result[]
  readonly measures: readonly (readonly (readonly [name: string, unit: Measure['unit']])[])[]
  readonly axes: readonly AxisValues[]
  readonly outcomes: readonly TraceState[]
  /** By scenario: how each `<axis>=<value>` is said. */
  readonly axisWords: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly scenarios: readonly string[]
  readonly subjects: readonly Subject[]
  readonly cells: readonly PackedCell[]
  readonly controls: readonly PackedCell[]
}

/** Which traces each further block of the page holds, by their test case. */
export type PackedPlaces = readonly (readonly string[])[]

/** A fact: ms × 100 since the one before, who, shape, then a value for each field of the shape. */
export type PackedFact = readonly (number | boolean)[]

export interface PackedTrace {
  /** The rate of the proxy's clock; absent for 1. */
  readonly clock?: number
  readonly facts: readonly PackedFact[]
  /** Of a long trace: where its second part begins, as an index of a fact. */
  readonly tail?: number
  /** Of a long trace: how many facts it has. */
  readonly length?: number
}

export interface PackedTraces {
  readonly strings: readonly string[]
  /** Side, client, attempt, connection, exchange. */
  readonly who: readonly (readonly (string | number)[])[]
  /** Name of the fact, then its fields; each begins with its type: s text, n number or boolean, j JSON. */
  readonly shapes: readonly (readonly string[])[]
  readonly traces: readonly PackedTrace[]
}
