/** A report → what `report.json` holds. Pure; `harness/run/report-file.ts` reads it. */
import type {
  CellVerdict,
  CriterionVerdict,
  Measure,
  Report,
  StoredCell,
  StoredFinding,
  StoredReport,
  StoredResult,
} from '../../../harness/model/index.ts'
import { axesIn, namesIn } from '../../../harness/model/index.ts'

/** Each value once; it is referred to by its position. */
function createRows<Row>(): { readonly rows: Row[]; positionOf(row: Row): number } {
  const rows: Row[] = []
  const known = new Map<string, number>()
  return {
    rows,
    positionOf(row) {
      const key = JSON.stringify(row)
      const found = known.get(key) ?? rows.push(row) - 1
      known.set(key, found)
      return found
    },
  }
}

export function storeReport(report: Report): StoredReport {
  const { cells, controls, ...rest } = report
  const scenarioAxes: Record<string, readonly string[]> = {}
  const criteria: Record<string, StoredReport['criteria'][string]> = {}
  const results = createRows<StoredResult>()
  const traceFiles = createRows<string>()

  const storeFinding = ({ kind, title, measures, evidence, ...finding }: CriterionVerdict): StoredFinding => {
    criteria[finding.criterion] = { kind, title }
    const numbers = Object.entries(measures)
    const units = Object.fromEntries(numbers.map(([name, { unit }]) => [name, unit]))
    const result = results.positionOf({ ...finding, ...(numbers.length === 0 ? {} : { units }) })
    return {
      result,
      ...(numbers.length === 0 ? {} : { measures: Object.fromEntries(numbers.map(storeMeasure)) }),
      ...(evidence.length === 0 ? {} : { evidence }),
    }
  }
  const storeCell = (verdict: CellVerdict): StoredCell => {
    const { cell, axes, took, trace, findings, outcome, earlierTries, sameAs, ...names } = verdict
    const { question, scenario, proxy, profile, build, runtime } = names
    const is = { question, scenario, proxy, profile, build, runtime }
    scenarioAxes[scenario] ??= Object.keys(axes)
    const usual = axesIn(is, scenarioAxes[scenario])
    return {
      cell,
      took: Math.round(took),
      trace: traceFiles.positionOf(trace),
      ...(outcome.state === 'complete' ? {} : { outcome }),
      ...(earlierTries === 0 ? {} : { earlierTries }),
      ...(sameAs === undefined ? {} : { sameAs }),
      ...(JSON.stringify(is) === JSON.stringify(namesIn(cell)) ? {} : { is }),
      ...(JSON.stringify(axes) === JSON.stringify(usual) ? {} : { axes }),
      findings: findings.map(storeFinding),
    }
  }
  const stored = { cells: cells.map(storeCell), controls: controls.map(storeCell) }
  return {
    ...rest,
    schema: 4,
    axes: scenarioAxes,
    criteria,
    results: results.rows,
    traceFiles: traceFiles.rows,
    ...stored,
  }
}

function storeMeasure([name, { value, spread }]: [string, Measure]): [
  string,
  number | Pick<Measure, 'value' | 'spread'>,
] {
  return [name, spread === undefined ? value : { value, spread }]
}
