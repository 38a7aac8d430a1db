/** Grades of a route beside the limitations of its product: as in a run, what no setting changes lowers no grade. Pure. */
import type { Grade } from '../../model/index.ts'
import { keyOf } from './fronts.ts'
import type { RouteReport } from './report.ts'

/** Each limitation stays in the report, as a warning. */
export function besideLimitations(route: RouteReport): RouteReport {
  const { failing, combined } = route
  const own = failing.filter(({ innate }) => innate === undefined)
  if (own.length === failing.length) return route
  const graded = (grade: Grade, left: number): Grade => (grade === 'degraded' && left === 0 ? 'works' : grade)
  const fixed = new Set(combined?.turns.map(keyOf))
  const left = own.filter((one) => !fixed.has(keyOf(one))).length
  return {
    ...route,
    grade: graded(route.grade, own.length),
    ...(combined && {
      combined: { ...combined, after: { ...combined.after, grade: graded(combined.after.grade, left) } },
    }),
  }
}
