/** Every measure of a check in a table, for spreadsheets and statistics. */
import { csv } from '../../ci/csv.ts'
import { nameOf } from '../_outcome/route-name.ts'
import type { CheckFormat } from '../check-format.ts'

const HEAD = [
  ...['config', 'route', 'build', 'front', 'case', 'criterion', 'outcome', 'observed'],
  ...['measure', 'value', 'unit', 'least', 'most', 'tries'],
]

export const format: CheckFormat = {
  id: 'csv',
  asked: 'document',
  render: ({ config, build, routes }) => {
    const rows = routes.flatMap((route) =>
      route.findings.flatMap(({ front, case: at, criterion, outcome, observed, measures }) =>
        measures.map(({ name, value, unit, spread }) => [
          ...[config, nameOf(route), build.id, front, at, criterion, outcome, observed],
          ...[name, value, unit, spread?.least, spread?.most, spread?.tries],
        ]),
      ),
    )
    return csv(HEAD, rows)
  },
}
