/** A place that leads to another virtual server of the same configuration: a stream passes both. Pure. */
import type { Grade, NextPlace } from '../../model/index.ts'
import { CLOSED, HEARTBEAT } from './answers.ts'
import { figure } from './idle-figure.ts'
import type { RouteReport } from './report.ts'

/** A place, and those that it leads to. */
export interface Next extends NextPlace {
  readonly next: readonly NextPlace[]
}

const RANK: Readonly<Record<Grade, number>> = { works: 0, degraded: 1, unknown: 2, broken: 3, refused: 3 }

/** Each place was tested by itself, so a place that works says nothing of a stream that the next one buffers or closes. */
export function withNextServers(reports: readonly RouteReport[], nexts: readonly Next[]): readonly RouteReport[] {
  const isAt = (place: NextPlace) => (report: RouteReport) =>
    place.where === report.where && place.server === report.server
  const nextOf = (report: RouteReport): readonly RouteReport[] =>
    (nexts.find((one) => isAt(one)(report))?.next ?? []).flatMap((place) => reports.find(isAt(place)) ?? [])
  return reports.map((report) => {
    const passed = new Set([report])
    // What is behind the next one counts as well: a set goes on with what is added to it.
    for (const one of passed) for (const next of nextOf(one)) passed.add(next)
    return [...passed].slice(1).reduce(through, report)
  })
}

function through(report: RouteReport, behind: RouteReport): RouteReport {
  const closed = closedSooner(report, behind)
  // Its headline has the idle timeout already.
  return isWorse(behind, report) ? noBetter({ ...closed, headline: report.headline }, behind) : closed
}

const called = ({ name, where }: RouteReport): string => `${name} (${where})`

const isWorse = (behind: RouteReport, { grade }: RouteReport): boolean =>
  RANK[behind.grade] > RANK[grade] && RANK[grade] < RANK.unknown

/**
 * Where streams work in both, they are degraded by what degrades them in one. What breaks them in one may be undone by the other,
 * which only both together would show.
 */
function noBetter(report: RouteReport, behind: RouteReport): RouteReport {
  const { headline, answers, untested, where } = report
  const words = behind.grade === 'unknown' ? 'has no verdict' : `is ${behind.grade}`
  const grade = behind.grade === 'degraded' ? 'degraded' : 'unknown'
  const told = `a stream also passes ${called(behind)}, which ${words}: ${behind.headline} By itself: ${headline}`
  const [first, ...rest] = answers
  return {
    ...report,
    grade,
    headline: told,
    answers:
      first === undefined ? [] : [{ ...first, answer: grade === 'unknown' ? `Unknown: ${told}` : told }, ...rest],
    untested: [...untested, `${where}: this and ${called(behind)}, to which it leads, were not run together`],
  }
}

/** The shorter of two idle timeouts closes the stream. */
function closedSooner(report: RouteReport, behind: RouteReport): RouteReport {
  const { idleTimeout: own, answers } = report
  const { idleTimeout, heartbeat } = behind
  if (idleTimeout === undefined || (own !== undefined && own.ms <= idleTimeout.ms)) return report
  const { heartbeat: _, headline, ...rest } = report
  return {
    ...rest,
    headline: `${headline} ${called(behind)}, to which it leads, closes an idle stream after ${figure(idleTimeout.ms)}.`,
    idleTimeout,
    ...(heartbeat && { heartbeat }),
    answers: answers.map((one) => {
      const theirs = behind.answers.find(({ question }) => question === one.question)
      const isTheirs = (one.question === CLOSED || one.question === HEARTBEAT) && theirs !== undefined
      return isTheirs ? { ...one, answer: `By ${called(behind)}, to which it leads: ${theirs.answer}` } : one
    }),
  }
}
