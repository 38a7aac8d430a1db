/** Selects the remedies of a report that are offered: none after which more findings fail than before. Pure. */
import type { Failure, Remedy, RouteReport } from '../report/report.ts'

/** Of a refused configuration nothing was tested, so nothing failed before. */
const improves = ({ before, after }: Remedy): boolean => before.grade === 'refused' || after.failed <= before.failed

/** Applied last, because a finding that becomes visible only after a remedy may have a remedy of its own. */
export function offered({ combined, narrower, application, ...report }: RouteReport): RouteReport {
  const kept = combined !== undefined && improves(combined) ? combined : undefined
  const isOffered = (remedy: Remedy): boolean =>
    improves(remedy) || remedy.titles.every((title) => kept?.titles.includes(title))
  return {
    ...report,
    failing: report.failing.map((failure) => offeredFor(failure, isOffered)),
    ...(kept === undefined ? {} : { combined: kept }),
    ...(kept !== undefined && narrower !== undefined && improves(narrower) ? { narrower } : {}),
    ...(application !== undefined && improves(application) ? { application } : {}),
  }
}

function offeredFor(failure: Failure, isOffered: (remedy: Remedy) => boolean): Failure {
  const { remedy, application, ...rest } = failure
  const harmful = [remedy, application].filter((one) => one !== undefined && !isOffered(one))
  return {
    ...rest,
    ...(remedy !== undefined && isOffered(remedy) ? { remedy } : {}),
    ...(application !== undefined && isOffered(application) ? { application } : {}),
    harmful: [...rest.harmful, ...harmful.flatMap((one) => (one === undefined ? [] : [asHarmful(one)]))],
  }
}

const asHarmful = ({ titles, before, after }: Remedy): Failure['harmful'][number] => ({
  title: titles.join(', and '),
  worsened: [`more than it repairs (${after.failed} findings fail with it, ${before.failed} before)`],
})
