/** Whether a proxy flushes on a timer: every event arrives by itself, and each of them late by about the same time. Pure. */
import type { Ms } from '../model/index.ts'
import type { GatedPiece } from './passage.ts'

/** Scheduling noise on a busy machine. Timers of proxies are longer (Nagle with delayed ACK: 40 ms; ticks: 200 ms). */
const MIN_DELAY: Ms = 30
/** A shorter delay is a timer only with MANY events. */
const SHORT_DELAY: Ms = 100
const FEW = 3
const MANY = 6
/** A delay that is this many times that of the control is not the control's. */
const TIMES_CONTROL = 5
/** A timer delays each event by its whole interval. */
const ALIKE = 1.5

export type TimerDelay = { readonly delay: Ms } | 'more events needed' | undefined

/** @param plain longest delay of an event without a proxy */
export function timerDelay(pieces: readonly Pick<GatedPiece, 'after'>[], plain: Ms): TimerDelay {
  // The first event arrives at a random phase of the timer.
  const delays = pieces.slice(1).map(({ after = Number.POSITIVE_INFINITY }) => after)
  const [least = 0, most = 0] = [Math.min(...delays), Math.max(...delays)]
  if (delays.length === 0 || least <= Math.max(MIN_DELAY, TIMES_CONTROL * plain) || most > ALIKE * least)
    return undefined
  const isEnough = delays.length >= (least < SHORT_DELAY ? MANY : FEW)
  return isEnough ? { delay: delays.toSorted((a, b) => a - b)[delays.length >> 1] ?? least } : 'more events needed'
}

/** Number of events after which a timer is known, the first one included. */
export const ENOUGH_FOR_TIMER = MANY + 1
