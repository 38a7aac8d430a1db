/**
 * A limit of a minute is not waited for: the same configuration is run with a short one in its place. What then closes the stream after
 * that time is the limit, and what share of it a heartbeat may take holds for the long one too.
 */
import type { Ms, Timer } from '../../model/index.ts'
import type { Heartbeat, IdleTimeout } from '../report/report.ts'
import type { Examination } from '../session.ts'
import type { Trials } from './trials.ts'
import { type CaseRun, isOf } from './variant-runner.ts'

/** Long enough that nginx's tolerance of 0.3 s does not matter. */
const SHORT: Ms = 2000

export interface Lapse {
  readonly timer: Timer
  readonly short: Ms
  /** After which time of silence it was cut, with the short limit. */
  readonly cutAfter: Ms
  /** The largest share of the limit that a heartbeat was run with and kept the stream open; undefined for none. */
  readonly safeShare: number | undefined
}

/** Undefined where there is no such limit, or running did not show it. */
export async function runTimeLapse(
  { timers, remedies, situation, scenarios }: Examination,
  trials: Trials,
): Promise<Lapse | undefined> {
  const idle = timers.filter(({ limits }) => limits === 'idle').sort((a, b) => a.ms - b.ms)[0]
  const scenario = scenarios.find(
    ({ id, criteria }) => id === 'heartbeat' && criteria.some((one) => one.id === 'interval'),
  )
  if (idle === undefined || scenario === undefined || idle.ms <= 3 * SHORT) return undefined
  const candidate = remedies.shortened(situation, idle, SHORT)
  const variant = candidate && trials.variantOf([candidate])
  const tail = variant?.tails.find((one) => isOf(one, scenario.id))
  const ran = tail === undefined ? undefined : await variant?.run(tail)
  const cutAfter = measure(ran, 'quiet', 'cutAfter')
  if (cutAfter === undefined || Math.abs(cutAfter - SHORT) > SHORT / 4) return undefined
  const safe = measure(ran, 'interval', 'safe')
  return { timer: idle, short: SHORT, cutAfter, safeShare: safe === undefined ? undefined : safe / cutAfter }
}

/** Two measurements of one limit, and the limit itself, differ by no more: nginx allows itself 0.3 s, a fast clock some more. */
const TOLERANCE = 0.05

/** The criteria that measure it, and the name of the measure; best first. */
const MEASURED = [
  ['heartbeat', 'quiet', 'cutAfter'],
  ['idle-cut', 'limit', 'cutAfter'],
] as const

/** One figure for the whole report: that of the timer which closes the stream then, so that two measurements of it are not two answers. */
export function idleTimeoutOf(
  ran: readonly CaseRun[],
  lapse: Lapse | undefined,
  timers: readonly Timer[],
): IdleTimeout | undefined {
  const [measured] = MEASURED.flatMap(([scenario, criterion, name]) =>
    ran.filter(({ tail }) => isOf(tail, scenario)).flatMap((one) => measure(one, criterion, name) ?? []),
  )
  const isThen = ({ ms }: Timer): boolean => measured !== undefined && Math.abs(ms - measured) <= TOLERANCE * ms
  const known = timers.find((timer) => timer.limits === 'idle' && isThen(timer))
  // Closed sooner than that timer would: something else does it.
  const isLapse = lapse !== undefined && (measured === undefined || isThen(lapse.timer))
  const timer = isLapse ? lapse.timer : known
  const ms = timer?.ms ?? measured
  if (ms === undefined) return undefined
  return {
    ms,
    ...(timer === undefined
      ? {}
      : { timer: { directive: timer.directive, ...(timer.where === 'default' ? {} : { where: timer.where }) } }),
    ...(isLapse ? { substitute: lapse.short } : {}),
  }
}

/** From the configuration as it is where that was closed, else from the short limit: a share of the limit, which holds for the one figure. */
export function heartbeatOf(
  ran: readonly CaseRun[],
  lapse: Lapse | undefined,
  idle: IdleTimeout | undefined,
): Heartbeat | undefined {
  if (idle === undefined) return undefined
  const { ms: limitMs } = idle
  const from = (share: number, lapsed: boolean): Heartbeat => ({
    everyMs: advised(limitMs),
    largestMs: Math.round(limitMs * share),
    limitMs,
    lapsed,
  })
  for (const one of ran) {
    const cutAfter = measure(one, 'interval', 'cutAfter')
    const largest = measure(one, 'interval', 'safe')
    if (cutAfter !== undefined && largest !== undefined) return from(largest / cutAfter, false)
  }
  return lapse?.safeShare === undefined ? undefined : from(lapse.safeShare, true)
}

/** Half of the limit, and no more than what other boxes on the way commonly allow. */
const advised = (limit: Ms): Ms => Math.round(Math.min(limit / 2, 30_000))

function measure(ran: CaseRun | undefined, criterion: string, name: string): number | undefined {
  return ran?.judged.find((one) => one.criterion.id === criterion)?.finding.measures[name]?.value
}
