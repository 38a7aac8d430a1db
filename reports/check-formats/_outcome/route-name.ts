import type { RouteReport } from '../../../harness/diagnose/report/report.ts'

/** Display name of a route: its place as it is written, its host, and its target. */
export const nameOf = ({ name, path, host, target }: RouteReport): string =>
  `${name || path}${host === '' ? '' : ` of ${host}`} → ${target}`
