/** The differences between two reports of one URL, for users who watch it. Pure. */
import type { ProbeReport } from './report.ts'

/** One line each; empty where nothing changed. A finding whose numbers differ is the same finding. */
export function changes(before: ProbeReport, after: ProbeReport): string[] {
  const ids = (report: ProbeReport): Set<string> => new Set(report.findings.map(({ id }) => id))
  const [old, now] = [ids(before), ids(after)]
  const hopsOf = ({ hops }: ProbeReport): string => hops.map(({ hop }) => hop.title).join(', ') || 'unknown'
  return [
    ...(before.grade === after.grade ? [] : [`grade: ${before.grade} → ${after.grade}`]),
    ...after.findings.filter(({ id }) => !old.has(id)).map(({ id, says }) => `new: ${says} [${id}]`),
    ...before.findings.filter(({ id }) => !now.has(id)).map(({ id, says }) => `gone: ${says} [${id}]`),
    ...(hopsOf(before) === hopsOf(after) ? [] : [`hops: ${hopsOf(before)} → ${hopsOf(after)}`]),
  ]
}
