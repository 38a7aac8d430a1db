/**
 * For tests: the application in a separate process, in which nothing else uses memory. Options are JSON in the first argument. It
 * responds to any message with its state, and exits with its parent.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { startServer } from '../server.ts'
import type { MeasuredState } from './measured-server.fixture.ts'

process.on('disconnect', () => process.exit())

let open = 0
const left: Record<string, number> = {}
const count = (line: string) => {
  const { event, reason } = JSON.parse(line)
  if (event === 'connect') open++
  if (event !== 'leave') return
  open--
  left[reason] = (left[reason] ?? 0) + 1
}
const { url } = await startServer(JSON.parse(process.argv[2] ?? '{}'), count)

/**
 * Memory in use after several garbage collections with turns of the event loop in between: some objects are released only by a
 * callback after a collection.
 */
async function memory(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.()
    await turn()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

process.on('message', async (what) => {
  const state: MeasuredState = { open, left, memory: what === 'memory' ? await memory() : 0 }
  process.send?.(state)
})
process.send?.({ port: Number(new URL(url).port) })
