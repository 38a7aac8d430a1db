/**
 * A limit of a minute is not waited for: the same configuration is run with a short one in its place. What then closes the stream after
 * that time is the limit, and what share of it a heartbeat may take holds for the long one too.
 */
import type { Ms, Timer } from '../../model/index.ts'
import type { Names } from '../report/file-names.ts'
import type { Heartbeat } from '../report/report.ts'
import type { Examination } from '../session.ts'
import type { Trials } from './trials.ts'
import { isOf, type Played } from './variant-runner.ts'

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
export async function playLapse(
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
  const played = tail === undefined ? undefined : await variant?.play(tail)
  const cutAfter = measure(played, 'quiet', 'cutAfter')
  if (cutAfter === undefined || Math.abs(cutAfter - SHORT) > SHORT / 4) return undefined
  const safe = measure(played, 'interval', 'safe')
  return { timer: idle, short: SHORT, cutAfter, safeShare: safe === undefined ? undefined : safe / cutAfter }
}

export function lapseAsTyped(lapse: Lapse, { named }: Pick<Names, 'named'>): Lapse {
  const { where } = lapse.timer
  return where === 'default' ? lapse : { ...lapse, timer: { ...lapse.timer, where: named(where) } }
}

/** From the configuration as it is where that was cut, else from the short limit. */
export function heartbeatOf(played: readonly Played[], lapse: Lapse | undefined): Heartbeat | undefined {
  for (const one of played) {
    const limitMs = measure(one, 'interval', 'cutAfter')
    const largestMs = measure(one, 'interval', 'safe')
    if (limitMs !== undefined && largestMs !== undefined)
      return { everyMs: advised(limitMs), largestMs, limitMs, lapsed: false }
  }
  if (lapse?.safeShare === undefined) return undefined
  const limitMs = lapse.timer.ms
  return { everyMs: advised(limitMs), largestMs: limitMs * lapse.safeShare, limitMs, lapsed: true }
}

/** Half of the limit, and no more than what other boxes on the way commonly allow. */
const advised = (limit: Ms): Ms => Math.min(limit / 2, 30_000)

function measure(played: Played | undefined, criterion: string, name: string): number | undefined {
  return played?.judged.find((one) => one.criterion.id === criterion)?.finding.measures[name]?.value
}
