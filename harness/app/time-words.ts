import type { Ms } from '../model/index.ts'

export const seconds = (ms: Ms): string =>
  Math.round(ms) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`

const LONGER: readonly (readonly [Ms, string])[] = [
  [60_000, '60s'],
  [600_000, '10m'],
]

/** In parentheses after a space: a longer time than was observed; '' where there is none. */
export function longerFor(observed: Ms, does: string): string {
  const [, time] = LONGER.find(([ms]) => ms > observed * 1.1) ?? []
  return time === undefined ? '' : ` (--for ${time} ${does})`
}

export const bytesOf = (count: number): string => `${count.toLocaleString('en-US')} bytes`
