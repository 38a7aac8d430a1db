/**
 * Instead of waiting for a limit of a minute, the same configuration runs with a short limit in its place. If the stream is
 * closed after that time, this setting is the limit, and the safe share of it for heartbeats applies to the long limit too.
 */
import type { Ms, Timer } from '../../model/index.ts'
import { advisedInterval } from '../report/idle-figure.ts'
import type { Heartbeat, IdleTimeout } from '../report/report.ts'
import type { Examination } from '../session.ts'
import type { Trials } from './trials.ts'
import { type CaseRun, isOf } from './variant-runner.ts'

/** Long enough that nginx's tolerance of 0.3 s does not matter. */
const SHORT: Ms = 2000

export interface Lapse {
  readonly timer: Timer
  readonly short: Ms
  /** Idle time after which the stream was closed, with the short limit. */
  readonly cutAfter: Ms
  /** The largest tested heartbeat interval that kept the stream open, as a share of the limit; undefined for none. */
  readonly safeShare: number | undefined
}

/** Undefined where there is no such limit, or the run did not confirm it. */
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
  if (variant === undefined || tail === undefined) return undefined
  const first = await variant.run(tail)
  // Load only makes a wait longer: a limit that is seen too late, or not at all, is measured once more.
  const ran = isDoubtful(first) ? await variant.runAgain(tail) : first
  const cutAfter = measure(ran, 'quiet', 'cutAfter')
  if (cutAfter === undefined || Math.abs(cutAfter - SHORT) > SHORT / 4) return undefined
  const safe = measure(ran, 'interval', 'safe')
  return { timer: idle, short: SHORT, cutAfter, safeShare: safe === undefined ? undefined : safe / cutAfter }
}

const isDoubtful = (ran: CaseRun | undefined): boolean =>
  outcomeOf(ran, 'quiet') === 'noisy' || (measure(ran, 'quiet', 'cutAfter') ?? 0) > SHORT + SHORT / 4

/**
 * Maximum difference (share) between two measurements of one limit, and the limit itself: nginx has a tolerance of 0.3 s, a fast
 * clock some more.
 */
const TOLERANCE = 0.05

/** The criteria that measure it, and the name of the measure; in order of preference. */
const MEASURED = [
  ['heartbeat', 'quiet', 'cutAfter'],
  ['idle-cut', 'limit', 'cutAfter'],
] as const

/**
 * One figure for the whole report: the value of the timer that closes the stream, so that two measurements of it do not look like
 * two results.
 */
export function idleTimeoutOf(
  ran: readonly CaseRun[],
  lapse: Lapse | undefined,
  timers: readonly Timer[],
): IdleTimeout | undefined {
  const [measured] = MEASURED.flatMap(([scenario, criterion, name]) =>
    ran.filter(({ tail }) => isOf(tail, scenario)).flatMap((one) => measure(one, criterion, name) ?? []),
  )
  const [soonest] = MEASURED.flatMap(([scenario, criterion, name]) =>
    ran.filter(({ tail }) => isOf(tail, scenario)).flatMap((one) => soonestOf(one, criterion, name) ?? []),
  )
  // Of several tries the soonest counts too: load only makes a wait longer.
  const isThen = ({ ms }: Timer): boolean =>
    [measured, soonest].some((seen) => seen !== undefined && Math.abs(ms - seen) <= TOLERANCE * ms)
  const known = timers.find((timer) => timer.limits === 'idle' && isThen(timer))
  // Where it was closed sooner than that timer would close it, something else did. Where it was seen later, and no other timer is
  // that long, the machine was slow: the verified timer closes a stream at that time at the latest.
  const isOther = ({ limits, ms }: Timer, than: Ms, seen: Ms): boolean =>
    limits === 'idle' && ms > than && ms <= seen * (1 + TOLERANCE)
  const isLate = (than: Ms, seen: Ms): boolean => seen > than && !timers.some((timer) => isOther(timer, than, seen))
  const isLapse =
    lapse !== undefined && (measured === undefined || isThen(lapse.timer) || isLate(lapse.timer.ms, measured))
  const timer = isLapse ? lapse.timer : known
  const ms = timer?.ms ?? measured
  if (ms === undefined) return undefined
  return {
    ms,
    ...(timer === undefined
      ? {}
      : {
          timer: {
            directive: timer.directive,
            ...(timer.where === 'default' ? {} : { where: timer.where }),
            ...(timer.open === undefined ? {} : { open: timer.open }),
          },
        }),
    ...(isLapse ? { substitute: lapse.short } : {}),
  }
}

/**
 * From the unchanged configuration where its stream was closed: the interval as it was tested. Otherwise from the short limit, as a
 * share that applies to the reported figure. No interval that is as long as the limit: where load delayed the close, such a stream
 * stayed open by chance.
 */
export function heartbeatOf(
  ran: readonly CaseRun[],
  lapse: Lapse | undefined,
  idle: IdleTimeout | undefined,
): Heartbeat | undefined {
  // Below a limit that is not known no interval is.
  if (idle === undefined || idle.timer?.open !== undefined) return undefined
  const { ms: limitMs } = idle
  const kept = ran.flatMap((one) => {
    const wasClosed = measure(one, 'interval', 'cutAfter') !== undefined
    const largest = wasClosed ? measure(one, 'interval', 'safe') : undefined
    return largest === undefined ? [] : { largest, lapsed: false }
  })
  const share = lapse?.safeShare
  const all = [...kept, ...(share === undefined ? [] : [{ largest: limitMs * share, lapsed: true }])]
  const found = all.find(({ largest }) => largest < limitMs)
  return (
    found && {
      everyMs: advisedInterval(limitMs),
      largestMs: Math.round(found.largest),
      limitMs,
      lapsed: found.lapsed,
    }
  )
}

function outcomeOf(ran: CaseRun | undefined, criterion: string): string | undefined {
  return ran?.judged.find((one) => one.criterion.id === criterion)?.finding.outcome
}

function measure(ran: CaseRun | undefined, criterion: string, name: string): number | undefined {
  return ran?.judged.find((one) => one.criterion.id === criterion)?.finding.measures[name]?.value
}

function soonestOf(ran: CaseRun, criterion: string, name: string): number | undefined {
  const measured = ran.judged.find((one) => one.criterion.id === criterion)?.finding.measures[name]
  return measured?.spread?.least ?? measured?.value
}
