/** The idle timeout is written as one figure everywhere in the report. Pure. */
import type { Ms } from '../../model/index.ts'
import type { Remedy, RouteReport } from './report.ts'

/** `30 s`, `14.6 s`, `2.0 s`, `1 min 30 s` as `90 s`. Never rounded up, because a longer time was not observed. */
export function figure(ms: Ms): string {
  const tenths = Math.floor(ms / 100 + 1e-6)
  return `${ms >= 10_000 && tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)} s`
}

/** Of heartbeats: half of the idle timeout, but at most what other devices on the path commonly allow. */
export const advisedInterval = (limit: Ms): Ms => Math.round(Math.min(limit / 2, 30_000))

/** Share by which two measurements of one limit may differ. */
const TOLERANCE = 0.05
const isNear = (measured: Ms, limit: Ms): boolean => Math.abs(measured - limit) <= TOLERANCE * limit
/** Of a time in a text. */
const ROUNDED: Ms = 100
const CLOSED = /\b(closed after (?:about )?)(\d[\d,]*(?:\.\d+)?) (ms|s|min)\b/gi
const UNITS: Readonly<Record<string, Ms>> = { ms: 1, s: 1000, min: 60_000 }

/** Whether a text about an idle stream only states that it is closed after this time. */
export const isThatFigure = (text: string, ms: Ms): boolean =>
  /^(?:an idle stream is )?closed after \S+ \w+(?: idle)?$/i.test(text) &&
  inOneFigure(text, ms)
    .toLowerCase()
    .includes(`closed after ${figure(ms)}`)

/**
 * Replaces each measurement of this limit in a text by the limit's own figure. Other times are kept.
 * @param late measurements of the limit on a busy machine, which are longer
 */
export const inOneFigure = (text: string, ms: Ms, late: readonly Ms[] = []): string =>
  text.replace(CLOSED, (whole, before: string, number: string, unit: string) => {
    const measured = Number(number.replaceAll(',', '')) * (UNITS[unit] ?? 1)
    const isIt = isNear(measured, ms) || late.some((one) => Math.abs(measured - one) <= ROUNDED)
    return isIt ? `${before}${figure(ms)}` : whole
  })

const NOT_KNOWN = 'idle timeout not known'

/** The report with that figure in each sentence; `findings` keep the measured values. */
export function withOneFigure<T extends RouteReport>(report: T): T {
  const { idleTimeout, combined, narrower, application } = report
  if (idleTimeout === undefined) return report
  const late = report.findings.flatMap(({ measures }) =>
    measures.flatMap(({ name, value, spread }) =>
      name === 'cutAfter' && spread !== undefined && isNear(spread.least, idleTimeout.ms) ? [value] : [],
    ),
  )
  const { ms, timer } = idleTimeout
  const one = (text: string): string => {
    const said = inOneFigure(text, ms, late)
    return timer?.open === undefined ? said : said.replaceAll(`closed after ${figure(ms)} idle`, NOT_KNOWN)
  }
  const after = <R extends Remedy>(remedy: R): R => ({
    ...remedy,
    before: { ...remedy.before, headline: one(remedy.before.headline) },
    after: { ...remedy.after, headline: one(remedy.after.headline) },
  })
  return {
    ...report,
    headline: one(report.headline),
    answers: report.answers.map(({ question, answer }) => ({ question, answer: one(answer) })),
    failing: report.failing.map((failure) => ({ ...failure, actual: one(failure.actual) })),
    ...(combined === undefined ? {} : { combined: after(combined) }),
    ...(narrower === undefined ? {} : { narrower: after(narrower) }),
    ...(application === undefined ? {} : { application: after(application) }),
  }
}
