/** The exit code of a report: 0 works behind every profile, 1 something fails, 2 not tested or not known. Pure. */
import type { AppReport } from './report.ts'

export function exitCodeOf({ problem, rows, findings }: Pick<AppReport, 'problem' | 'rows' | 'findings'>): 0 | 1 | 2 {
  const tested = rows.filter(({ state }) => state !== 'not-run' && state !== 'refused')
  if (problem !== undefined || tested.length === 0) return 2
  const fails = ({ state }: (typeof tested)[number]): boolean => state === 'broken' || state === 'degraded'
  if (tested.some(fails) || findings.some(({ level }) => level === 'error')) return 1
  return tested.every(({ state }) => state === 'works') ? 0 : 2
}
