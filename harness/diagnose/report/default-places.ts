/** Gives each default that is a cause the place that people look at: the start of the route's location. Pure. */
import type { Cause, RouteReport } from './report.ts'
import { placeOfRoute, type Sources } from './source-lines.ts'

/** Computed once, so that the text, annotations, SARIF and code quality name the same line. */
export function withDefaultPlaces(route: RouteReport, sources: Sources): RouteReport {
  const near = placeOfRoute(route, sources)
  const placed = (cause: Cause): Cause =>
    cause.where !== undefined || cause.near !== undefined || near === '' ? cause : { ...cause, near }
  return { ...route, failing: route.failing.map((one) => ({ ...one, causes: one.causes.map(placed) })) }
}
