import type { RouteReport } from '../../../harness/diagnose/report/report.ts'

/** As people name a route: its place as it is written, its host, and where it leads. */
export const nameOf = ({ name, path, host, target }: RouteReport): string =>
  `${name || path}${host === '' ? '' : ` of ${host}`} → ${target}`
