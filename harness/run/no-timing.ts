import type { RunTiming } from '../model/index.ts'

/** The timing of a run before its first test case. */
export const NO_TIMING: RunTiming = {
  wall: 0,
  lowerBound: 0,
  longestCell: 0,
  sumOfCells: 0,
  slots: 0,
  cells: 0,
  retried: 0,
  stallTime: 0,
  cpu: 0,
}
