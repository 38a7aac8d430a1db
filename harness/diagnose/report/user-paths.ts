/** A route's report with its files named as whoever asked would. Pure. */
import type { Replacement } from '../../model/index.ts'
import type { Names } from './file-names.ts'
import type { Failure, IdleTimeout, Reached, RouteReport, StreamsReport, StreamsTested } from './report.ts'
import { untestedIn } from './untested.ts'

export function asTyped(report: RouteReport, { named, inText }: Names): RouteReport {
  const renamed = <T extends { readonly where: string }>(some: readonly T[]): T[] =>
    some.map((one) => ({ ...one, where: named(one.where) }))
  return {
    ...report,
    name: inText(report.name),
    server: named(report.server),
    where: named(report.where),
    reached: reachedAsTyped(report.reached, named),
    headline: inText(report.headline),
    answers: report.answers.map(({ question, answer }) => ({ question, answer: inText(answer) })),
    failing: report.failing.map((failure) => causesAsTyped(failure, { named, inText })),
    findings: report.findings.map((finding) => ({ ...finding, actual: inText(finding.actual) })),
    ...(report.streams === undefined ? {} : { streams: streamsAsTyped(report.streams, { named, inText }) }),
    ...(report.idleTimeout === undefined ? {} : { idleTimeout: idleAsTyped(report.idleTimeout, { named }) }),
    myths: renamed(report.myths),
    replaced: renamed(report.replaced),
    lacking: lackingIn(renamed(report.replaced)),
    untested: untestedIn(renamed(report.replaced)),
  }
}

export const causesAsTyped = (failure: Failure, { named, inText }: Pick<Names, 'named' | 'inText'>): Failure => ({
  ...failure,
  causes: failure.causes.map((cause) => ({
    ...cause,
    why: inText(cause.why),
    ...(cause.where === undefined ? {} : { where: named(cause.where) }),
    ...(cause.near === undefined ? {} : { near: named(cause.near) }),
  })),
})

export function idleAsTyped(idle: IdleTimeout, { named }: Pick<Names, 'named'>): IdleTimeout {
  const { timer } = idle
  if (timer === undefined) return idle
  const { where, open } = timer
  return {
    ...idle,
    timer: {
      ...timer,
      ...(where === undefined ? {} : { where: named(where) }),
      ...(open === undefined ? {} : { open: { ...open, where: named(open.where) } }),
    },
  }
}

function streamsAsTyped(report: StreamsReport, { named, inText }: Pick<Names, 'named' | 'inText'>): StreamsReport {
  const inPlace = <T extends { readonly where?: string }>(one: T): T =>
    one.where === undefined ? one : { ...one, where: named(one.where) }
  const decided = <T extends Pick<StreamsTested, 'decidedBy' | 'decidedWith'>>(one: T): T => ({
    ...one,
    ...(one.decidedBy === undefined ? {} : { decidedBy: inPlace(one.decidedBy) }),
    ...(one.decidedWith === undefined ? {} : { decidedWith: one.decidedWith.map(inPlace) }),
  })
  return {
    ...report,
    tested: report.tested.map(({ afterUse, ...one }) => ({
      ...decided(one),
      ...(afterUse === undefined ? {} : { afterUse: decided(afterUse) }),
    })),
    limits: report.limits.map((limit) => ({ ...inPlace(limit), how: inText(limit.how) })),
    processes: { ...report.processes, says: inText(report.processes.says) },
    none: report.none.map(inPlace),
  }
}

const reachedAsTyped = (reached: Reached, named: Names['named']): Reached =>
  typeof reached === 'string'
    ? reached
    : { where: named(reached.where), server: reached.server === '' ? '' : named(reached.server) }

/** `app.conf:3, app.conf:9: this build has no …` */
function lackingIn(replaced: readonly Replacement[]): string[] {
  const groups = Map.groupBy(
    replaced.filter(({ lacks }) => lacks !== undefined),
    ({ why }) => why,
  )
  return [...groups].map(([why, group]) => `${group.map(({ where }) => where).join(', ')}: ${why}`)
}
