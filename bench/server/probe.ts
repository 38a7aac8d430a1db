/**
 * Loaded into a Node server before its own code (`--import`, with `--expose-gc`): collects garbage when asked to, and
 * says what the heap holds. The server's code knows nothing of it.
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
    // Of this kind, since it gives pages back as well: what is measured next is the size of the process.
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    await setImmediate()
  }
  const { heapUsed, external } = process.memoryUsage()
  process.send?.({ heapUsed, external } satisfies HeapFigures)
})
process.on('disconnect', () => process.exit()) // whoever measures is gone
// The server has to end as it would without this.
process.channel?.unref()
