/** The report → the page's data. Pure. */
import type {
  AxisValues,
  CellVerdict,
  CriterionVerdict,
  Report,
  RunTexts,
  TraceState,
} from '../../../../harness/model/index.ts'
import { cellOf, questionOf, traceOf } from '../model/names.ts'
import type { ConfigText, PackedCell, PackedFinding, PackedReport, Result, Subject } from '../model/packed.ts'
import { createTable } from '../model/table.ts'

/** What the page shows of a profile besides its verdict. */
export interface ProfileTexts {
  readonly log: string
  readonly configs: readonly ConfigText[]
}

/** Number of characters kept of each log that the harness or a dead proxy left. */
const LOG_TAIL = 4000

/**
 * @param texts by the profile's position in the report
 * @param axisWordsOf see `RunTexts.axisWordsOf`
 */
export function packReport(
  report: Report,
  texts: readonly ProfileTexts[],
  axisWordsOf: RunTexts['axisWordsOf'],
): PackedReport {
  const results = createTable<Result>()
  const measures = createTable<PackedReport['measures'][number]>()
  const axes = createTable<AxisValues>()
  const outcomes = createTable<TraceState>()
  const scenarios = createTable<string>()
  const subjects = createTable<Subject>()
  const configs = createTable<ConfigText>()
  const packFinding = ({ measures: found, evidence, ...result }: CriterionVerdict): PackedFinding => {
    const entries = Object.entries(found)
    const kind = measures.indexOf(entries.map(([name, { unit }]) => [name, unit] as const))
    // Only the evidence of a failure is drawn. Without it most findings are equal, and are unpacked once.
    const drawn = result.outcome === 'fail' ? evidence : []
    return [results.indexOf(result), kind, ...entries.map(([, { value }]) => sixDigits(value)), ...drawn]
  }
  const packCell = (cell: CellVerdict): PackedCell => {
    const subject: Subject = [cell.proxy, cell.profile, cell.build, cell.runtime]
    const question = questionOf(subject, cell.scenario, cell.axes)
    const id = cellOf(subject, cell.question)
    return {
      subject: subjects.indexOf(subject),
      scenario: scenarios.indexOf(cell.scenario),
      axes: axes.indexOf(cell.axes),
      outcome: outcomes.indexOf(shortened(cell.outcome)),
      findings: cell.findings.map(packFinding),
      took: Math.round(cell.took),
      ...(cell.earlierTries === 0 ? {} : { again: cell.earlierTries }),
      ...(cell.sameAs === undefined ? {} : { sameAs: cell.sameAs }),
      ...(cell.question === question ? {} : { question: cell.question }),
      ...(cell.cell === id ? {} : { cell: cell.cell }),
      ...(cell.trace === traceOf(cell.cell) ? {} : { trace: cell.trace }),
    }
  }
  const { cells, controls, profiles, ...rest } = report
  const packed = { cells: cells.map(packCell), controls: controls.map(packCell) }
  return {
    report: {
      ...rest,
      profiles: profiles.map((profile, index) => ({
        ...profile,
        log: texts[index]?.log ?? '',
        configs: (texts[index]?.configs ?? []).map((config) => configs.indexOf(config)),
      })),
    },
    configs: configs.values,
    results: results.values,
    measures: measures.values,
    axes: axes.values,
    outcomes: outcomes.values,
    axisWords: Object.fromEntries(scenarios.values.map((scenario) => [scenario, axisWordsOf(scenario)])),
    scenarios: scenarios.values,
    subjects: subjects.values,
    ...packed,
  }
}

const sixDigits = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(6)))

const shortened = (outcome: TraceState): TraceState =>
  'logs' in outcome ? { ...outcome, logs: outcome.logs.slice(-LOG_TAIL) } : outcome
