/**
 * The origin's clock in terms of ours. A time of the origin becomes the earliest time at which bytes that it wrote then could be here:
 * the smallest difference between an answer's stamp and its arrival. So a stream is as late as it is later than the quickest
 * answer through the same chain, and neither a difference of clocks nor the distance counts as a delay. Pure.
 */
import type { Ms } from '../model/index.ts'

/** Clocks drift, by up to 0.1 ms a second: older readings say little. */
const WINDOW: Ms = 60_000

/** One message: when we sent it, when it came there and was answered (on its clock), when the answer was here. */
export interface Reading {
  readonly sent: Ms
  readonly came: Ms
  readonly answered: Ms
  readonly here: Ms
}

export interface ClockEstimate {
  /** The origin's clock minus ours, if both ways take equally long. */
  readonly offset: Ms
  /** It is off by no more: half of the quickest round trip. */
  readonly error: Ms
  readonly roundTrip: Ms
  readonly readings: number
}

export interface ClockMap {
  add(reading: Reading): void
  /** A time of the origin, on our clock. */
  here(there: Ms): Ms
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
    estimate: () => ({ ...best, readings: count }),
  }
}
