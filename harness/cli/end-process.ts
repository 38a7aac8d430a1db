/** Ends the process. `process.exit()` alone drops what a pipe has not taken yet: 64 KiB of a report arrived, and no more. */
import type { Writable } from 'node:stream'

/** Resolves once the stream has passed on everything that was written to it, or cannot. */
const flushed = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => resolve())
  })

/** With `process.exitCode`, whatever still keeps the event loop alive. A reader that is gone is not waited for. */
export async function endProcess(): Promise<never> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  return process.exit()
}
