/** Ends the process. `process.exit()` alone drops data that a pipe has not accepted yet: of a report only 64 KiB arrived. */
import type { Writable } from 'node:stream'

/** Resolves once the stream has forwarded everything that was written to it, or cannot. */
const flushed = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => resolve())
  })

/** Ends with `process.exitCode`, even if something keeps the event loop alive. Does not wait for a reader that has closed. */
export async function endProcess(): Promise<never> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  return process.exit()
}
