/**
 * The one clock of client, origin and harness: milliseconds, with a fraction, of the system's monotonic clock. Stamps
 * from two processes on one machine compare; the recorder makes them relative to a cell's start.
 */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
