/** Every measure of a run in a table, for spreadsheets and statistics; those of the controls have no proxy. */
import type { CellVerdict, Format } from '../../../harness/model/index.ts'
import { csv, type Row } from '../../ci/csv.ts'

const HEAD = [
  ...['proxy', 'profile', 'build', 'runtime', 'scenario', 'axes', 'criterion', 'outcome', 'observed'],
  ...['measure', 'value', 'unit', 'least', 'most', 'tries'],
]

export const format: Format = {
  id: 'csv',
  asked: 'document',
  askedOnly: true,
  *render({ cells, controls }) {
    yield { path: 'measures.csv', content: csv(HEAD, [...cells, ...controls].flatMap(rows)) }
  },
}

function rows({ proxy, profile, build, runtime, scenario, axes, findings }: CellVerdict): Row[] {
  const values = Object.entries(axes).map(([axis, value]) => `${axis}=${value}`)
  const subject = [proxy, profile, build, runtime, scenario, values.join(' ')]
  return findings.flatMap(({ criterion, outcome, observed, measures }) =>
    Object.entries(measures).map(([name, { value, unit, spread }]) => [
      ...[...subject, criterion, outcome, observed, name, value, unit],
      ...[spread?.least, spread?.most, spread?.tries],
    ]),
  )
}
