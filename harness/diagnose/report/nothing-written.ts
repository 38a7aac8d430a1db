/** Why `--fix` wrote nothing, in one sentence. Pure. */
import type { CheckReport } from './report.ts'

export function nothingWritten({ interrupted, routes }: Pick<CheckReport, 'interrupted' | 'routes'>): string {
  if (interrupted) return 'nothing was written: the check was interrupted'
  const isTested = routes.some(({ grade }) => grade !== 'unknown')
  if (isTested && routes.every(({ failing }) => failing.length === 0)) return 'nothing was written: nothing fails'
  return 'nothing was written: no change of this configuration was verified to help'
}
