import type { Ms } from '../model/index.ts'

export const seconds = (ms: Ms): string =>
  Math.round(ms) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`

export const bytesOf = (count: number): string => `${count.toLocaleString('en-US')} bytes`
