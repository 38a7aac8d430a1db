/** The contents of `report.json` → the report. Pure; the inverse is `reports/formats/json/store-report.ts`. */
import type {
  CellVerdict,
  CriterionVerdict,
  Measure,
  Report,
  StoredCell,
  StoredFinding,
  StoredReport,
} from '../model/index.ts'
import { axesIn, namesIn } from '../model/index.ts'

/** @throws RangeError where a position does not exist */
export function restoreReport(stored: StoredReport): Report {
  const { axes, criteria, results, traceFiles, cells, controls, ...rest } = stored

  const findingOf = ({ result, measures = {}, evidence = [] }: StoredFinding): CriterionVerdict => {
    const { units = {}, ...found } = at(results, result, 'results')
    const { kind, title } = criteria[found.criterion] ?? missing(`criteria has no ${found.criterion}`)
    const numbers = Object.entries(measures).map(([name, value]): [string, Measure] => {
      const unit = units[name] ?? missing(`results[${result}] has no unit of ${name}`)
      return [name, typeof value === 'number' ? { value, unit } : { ...value, unit }]
    })
    return { ...found, kind, title, measures: Object.fromEntries(numbers), evidence }
  }
  const verdictOf = ({ cell, trace, findings, outcome, earlierTries, sameAs, is, ...own }: StoredCell): CellVerdict => {
    const names = is ?? namesIn(cell)
    return {
      cell,
      axes: own.axes ?? axesIn(names, axes[names.scenario] ?? []),
      ...names,
      outcome: outcome ?? { state: 'complete' },
      findings: findings.map(findingOf),
      ...(sameAs === undefined ? {} : { sameAs }),
      earlierTries: earlierTries ?? 0,
      took: own.took,
      trace: at(traceFiles, trace, 'traceFiles'),
    }
  }
  return { ...rest, schema: 4, cells: cells.map(verdictOf), controls: controls.map(verdictOf) }
}

const at = <Row>(rows: readonly Row[], position: number, name: string): Row =>
  rows[position] ?? missing(`${name} has no row ${position}`)

function missing(what: string): never {
  throw new RangeError(what)
}
