/**
 * The one clock of client, origin and harness: milliseconds, with a fraction, of the system's monotonic clock. Times from two
 * processes on one machine are comparable; the recorder makes them relative to the start of the test case.
 */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
