import type { PrintedReport } from '../../../harness/diagnose/report/redacted.ts'
import type { Grade } from '../../../harness/model/index.ts'
import type { Badge } from '../../ci/badge.ts'

const BADGES: Readonly<Record<Grade, Badge>> = {
  refused: { message: 'configuration refused', colour: 'red' },
  broken: { message: 'broken', colour: 'red' },
  unknown: { message: 'not judged', colour: 'lightgrey' },
  degraded: { message: 'work, with warnings', colour: 'yellow' },
  works: { message: 'work', colour: 'brightgreen' },
}
const WORST_FIRST: readonly Grade[] = ['refused', 'broken', 'unknown', 'degraded', 'works']

/** Of several routes, that of the worst. */
export function checkBadge({ routes, interrupted }: Pick<PrintedReport, 'routes' | 'interrupted'>): Badge {
  const worst = WORST_FIRST.find((grade) =>
    routes.some((route) => route.grade === grade || (route.broken && grade === 'unknown')),
  )
  return interrupted || worst === undefined ? BADGES.unknown : BADGES[worst]
}
