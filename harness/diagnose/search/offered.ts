/**
 * Selects the remedies of a report that are offered: none after which more findings fail than before, and none that takes something from
 * a whole site where a stream can have a place of its own. Pure.
 */
import type { Failure, NarrowRemedy, Remedy, RouteReport } from '../report/report.ts'

/** Of a refused configuration nothing was tested, so nothing failed before. */
const improves = ({ before, after }: Remedy): boolean => before.grade === 'refused' || after.failed <= before.failed

/**
 * Applied last, because a finding that becomes visible only after a remedy may have a remedy of its own.
 * @param beside the place that the same server has for streams
 */
export function offered({ combined, narrower, application, ...report }: RouteReport, beside?: string): RouteReport {
  const better = combined !== undefined && improves(combined) ? combined : undefined
  const narrow = better !== undefined && narrower !== undefined && improves(narrower) ? narrower : undefined
  const isTooWide = ({ costs }: Remedy): boolean =>
    costs !== undefined && (narrow !== undefined || beside !== undefined)
  const kept = better !== undefined && isTooWide(better) ? narrow && asOnly(narrow) : better
  const whyNot = (remedy: Remedy): string | undefined => {
    if (isTooWide(remedy))
      return `${remedy.costs}; streams ${beside === undefined ? 'can have' : 'have'} a place of their own${beside === undefined ? '' : `, ${beside}`}`
    if (improves(remedy) || remedy.titles.every((title) => kept?.titles.includes(title))) return undefined
    return `more than it repairs (${remedy.after.failed} findings fail with it, ${remedy.before.failed} before)`
  }
  return {
    ...report,
    failing: report.failing.map((failure) => offeredFor(failure, whyNot)),
    ...(kept === undefined ? {} : { combined: kept }),
    ...(kept === better && narrow !== undefined ? { narrower: narrow } : {}),
    ...(application !== undefined && improves(application) ? { application } : {}),
  }
}

/** The change for one path in the place of the wider one. */
const asOnly = (narrow: NarrowRemedy): Remedy => ({
  ...narrow,
  titles: narrow.titles.map((title) => `for ${narrow.path} alone (write your stream's path for it): ${title}`),
})

function offeredFor(failure: Failure, whyNot: (remedy: Remedy) => string | undefined): Failure {
  const { remedy, application, ...rest } = failure
  const harmful = [remedy, application].flatMap((one) => {
    const worsened = one && whyNot(one)
    return worsened === undefined ? [] : [{ title: one?.titles.join(', and ') ?? '', worsened: [worsened] }]
  })
  return {
    ...rest,
    ...(remedy !== undefined && whyNot(remedy) === undefined ? { remedy } : {}),
    ...(application !== undefined && whyNot(application) === undefined ? { application } : {}),
    harmful: [...rest.harmful, ...harmful],
  }
}
