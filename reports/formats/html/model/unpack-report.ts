/** The page's data → the report. Measures are rounded to six digits, and only failures keep their evidence. Pure. */
import type { CellVerdict, CriterionVerdict, Measure, ProfileVerdict, Report } from '../../../../harness/model/index.ts'
import { cellOf, questionOf, traceOf } from './names.ts'
import type { ConfigText, PackedCell, PackedFinding, PackedReport } from './packed.ts'

/** A profile with what its page shows besides the verdict. */
export interface ShownProfile extends ProfileVerdict {
  /** The last lines of its proxy's log. */
  readonly log: string
  readonly texts: readonly ConfigText[]
}

export interface ShownReport extends Omit<Report, 'profiles'> {
  readonly profiles: readonly ShownProfile[]
  readonly scenarios: readonly string[]
  readonly axisWords: PackedReport['axisWords']
}

export function unpackReport(packed: PackedReport): ShownReport {
  const known = new Map<number, CriterionVerdict>()
  return {
    ...packed.report,
    profiles: packed.report.profiles.map(({ configs, ...profile }) => ({
      ...profile,
      texts: configs.flatMap((index) => packed.configs[index] ?? []),
    })),
    scenarios: packed.scenarios,
    axisWords: packed.axisWords,
    cells: packed.cells.map((cell) => unpackCell(packed, cell, known)),
    controls: packed.controls.map((cell) => unpackCell(packed, cell, known)),
  }
}

/** @param known findings without numbers of their own, by their result: shared by all test cases that have them */
function unpackCell(packed: PackedReport, one: PackedCell, known: Map<number, CriterionVerdict>): CellVerdict {
  const subject = at(packed.subjects, one.subject)
  const scenario = at(packed.scenarios, one.scenario)
  const axes = at(packed.axes, one.axes)
  const question = one.question ?? questionOf(subject, scenario, axes)
  const cell = one.cell ?? cellOf(subject, question)
  const [proxy, profile, build, runtime] = subject
  return {
    cell,
    question,
    scenario,
    axes,
    proxy,
    profile,
    build,
    runtime: runtime as CellVerdict['runtime'],
    outcome: at(packed.outcomes, one.outcome),
    findings: one.findings.map((finding) => unpackFinding(packed, finding, known)),
    ...(one.sameAs === undefined ? {} : { sameAs: one.sameAs }),
    earlierTries: one.again ?? 0,
    took: one.took,
    trace: one.trace ?? traceOf(cell),
  }
}

function unpackFinding(
  packed: PackedReport,
  [result = 0, kind = 0, ...rest]: PackedFinding,
  known: Map<number, CriterionVerdict>,
): CriterionVerdict {
  const shared = rest.length === 0 ? known.get(result) : undefined
  if (shared !== undefined) return shared
  const names = at(packed.measures, kind)
  const measures: Record<string, Measure> = {}
  names.forEach(([name, unit], index) => {
    measures[name] = { value: rest[index] ?? 0, unit }
  })
  const finding = { ...at(packed.results, result), measures, evidence: rest.slice(names.length) }
  if (rest.length === 0) known.set(result, finding)
  return finding
}

function at<Value>(table: readonly Value[], index: number): Value {
  const value = table[index]
  if (value === undefined) throw new Error(`the data of this page is damaged: there is no entry ${index}`)
  return value
}
