/** Times → places on a line. A long silence takes a fixed width, so that the events around it stay distinguishable. Pure. */
import type { Span } from './timeline.ts'

export interface TimeScale {
  /** @returns from 0 to 1 */
  readonly at: (t: number) => number
  /** Silences that were shortened. */
  readonly breaks: readonly Span[]
  /** Times to label, first and last among them. */
  readonly ticks: readonly number[]
}

/** Width of a shortened silence, as a part of the whole; all of them take at most half. */
const WIDTH = 0.06
const MAX = 0.5

/** @param apart minimum distance of two labels, as a part of the whole */
export function timeScale(from: number, to: number, silences: readonly Span[], apart = 0.09): TimeScale {
  const whole = Math.max(0.001, to - from)
  const breaks = silences.filter((span) => (span.to - span.from) / whole > WIDTH)
  const each = Math.min(WIDTH, MAX / Math.max(1, breaks.length))
  const silent = breaks.reduce((sum, span) => sum + span.to - span.from, 0)
  const active = Math.max(0.001, whole - silent)
  const perMs = (1 - each * breaks.length) / active
  const at = (t: number): number => {
    let place = 0
    let before = from
    for (const span of breaks) {
      if (t <= span.from) break
      place += (span.from - before) * perMs
      const part = Math.min(1, (t - span.from) / (span.to - span.from))
      place += part * each
      before = Math.min(t, span.to)
    }
    return Math.min(1, Math.max(0, place + Math.max(0, t - before) * perMs))
  }
  return { at, breaks, ticks: ticksOf({ from, to, breaks, apart, at }) }
}

function ticksOf({
  from,
  to,
  breaks,
  apart,
  at,
}: Span & Pick<TimeScale, 'breaks' | 'at'> & { readonly apart: number }): number[] {
  const edges = breaks.flatMap((span) => [span.from, span.to])
  const even = Array.from({ length: 9 }, (_, index) => from + ((to - from) * (index + 1)) / 10)
  const ticks = [from, to]
  for (const t of [...edges, ...even]) {
    if (ticks.every((tick) => Math.abs(at(tick) - at(t)) >= apart)) ticks.push(t)
  }
  return ticks.sort((a, b) => a - b)
}
