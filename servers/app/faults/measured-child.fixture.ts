/**
 * For tests: the application in a process of its own, in which only it uses memory. Options as JSON in the first
 * argument. Asked anything, it tells its state; it ends with its parent.
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

/** What still lives after the collector had several turns: some things are let go of only by a callback after one. */
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
