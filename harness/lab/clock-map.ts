/**
 * Converts times of the origin's clock to our clock. A time of the origin becomes the earliest time at which bytes that it wrote
 * then could arrive here: the smallest difference between a response's timestamp and its arrival. So a stream's delay is measured
 * relative to the fastest response through the same chain, and neither a clock offset nor the distance counts as a delay. Pure.
 */
import type { Ms } from '../model/index.ts'

/** Clocks drift by up to 0.1 ms a second, so older readings are discarded. */
const WINDOW: Ms = 60_000

/** One message: when we sent it, when it arrived there and was responded to (on the origin's clock), and when the response arrived here. */
export interface Reading {
  readonly sent: Ms
  readonly came: Ms
  readonly answered: Ms
  readonly here: Ms
}

export interface ClockEstimate {
  /** The origin's clock minus ours, assuming equal times in both directions. */
  readonly offset: Ms
  /** Maximum error of the offset: half of the fastest round trip. */
  readonly error: Ms
  readonly roundTrip: Ms
  readonly readings: number
}

export interface ClockMap {
  add(reading: Reading): void
  /** Converts a time of the origin to our clock. */
  here(there: Ms): Ms
  /** By how much the time on the way here varies: nine of ten responses arrive at most this much later than the fastest. */
  jitter(): Ms
  estimate(): ClockEstimate
}

export function createClockMap(): ClockMap {
  let readings: Reading[] = []
  let lead = 0
  let count = 0
  let best: ClockEstimate = {
    offset: 0,
    error: Number.POSITIVE_INFINITY,
    roundTrip: Number.POSITIVE_INFINITY,
    readings: 0,
  }
  return {
    add(reading) {
      count += 1
      readings = [...readings.filter(({ here }) => reading.here - here < WINDOW), reading].slice(-500)
      lead = Math.min(...readings.map(({ here, answered }) => here - answered))
      const roundTrip = reading.here - reading.sent - (reading.answered - reading.came)
      if (roundTrip < best.roundTrip) {
        const offset = (reading.came - reading.sent + reading.answered - reading.here) / 2
        best = { offset, error: roundTrip / 2, roundTrip, readings: 0 }
      }
    },
    here: (there) => there + lead,
    jitter() {
      const later = readings.map(({ here, answered }) => here - answered - lead).sort((a, b) => a - b)
      return later[Math.ceil(0.9 * later.length) - 1] ?? 0
    },
    estimate: () => ({ ...best, readings: count }),
  }
}
