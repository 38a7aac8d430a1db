/**
 * Loaded into a Node server before its own code (`--import`, with `--expose-gc`): collects garbage on request and reports the
 * size of the heap. The server's code does not know about it.
 */
import { setImmediate } from 'node:timers/promises'

/** Bytes, as `process.memoryUsage` has them. */
export interface HeapFigures {
  readonly heapUsed: number
  readonly external: number
}

const collect = globalThis.gc as unknown as (options: object) => void

process.on('message', async (message) => {
  if (message !== 'collect') return
  for (let round = 0; round < 3; round++) {
    // This kind of collection also returns pages to the system, and the size of the process is measured next.
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    await setImmediate()
  }
  const { heapUsed, external } = process.memoryUsage()
  process.send?.({ heapUsed, external } satisfies HeapFigures)
})
process.on('disconnect', () => process.exit()) // the measuring process has ended
// So that the server exits as it would without this module.
process.channel?.unref()
