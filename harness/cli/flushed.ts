/** Ending a process loses what it has written to a pipe and nobody has read yet: 64 KiB of a report arrived, and no more. */
import type { Writable } from 'node:stream'

/** Resolves once the stream has passed on everything that was written to it, or cannot. */
export const flushed = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => resolve())
  })
