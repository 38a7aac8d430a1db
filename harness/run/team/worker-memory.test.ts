/** What a worker holds does not grow with the number of its test cases. Their traces are in files. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadTestable } from '../../matrix/catalog.ts'
import { controlCell } from '../../matrix/plan.ts'
import type { Cell } from '../../model/index.ts'
import { atMost } from '../start-order.ts'
import { shareOf } from './units.ts'
import { createWriter } from './wire-cells.ts'
import { keepMemorySmall, MALLOC } from './worker-memory.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

const MAIN = fileURLToPath(new URL('./run-worker-main.ts', import.meta.url))
/** On the signal the worker collects its garbage and reports what is left, in bytes. */
const WEIGH = `data:text/javascript,${encodeURIComponent(`
  process.on('SIGUSR2', () => {
    gc()
    gc()
    const { heapUsed, external } = process.memoryUsage()
    process.send({ news: 'weight', bytes: heapUsed + external })
  })`)}`

type News = FromWorker | { readonly news: 'weight'; readonly bytes: number }

const FEW = 40

let folder = ''
let worker: ChildProcess
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'worker-memory-test-'))
  worker = fork(MAIN, [], {
    execArgv: ['--expose-gc', '--import', WEIGH],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  worker.on('message', (message: News) => message.news === 'wants' && order({ do: 'begin', grant: message.grant }))
})
afterEach(async () => {
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  worker.send({ do: 'end' })
  await ended
  rmSync(folder, { recursive: true })
})

function heard<Kind extends News['news']>(kind: Kind): Promise<Extract<News, { news: Kind }>> {
  return new Promise((resolve, reject) => {
    const take = (message: News): void => {
      if (message.news === 'cannot') reject(new Error(message.message))
      if (message.news !== kind) return
      worker.off('message', take)
      resolve(message as Extract<News, { news: Kind }>)
    }
    worker.on('message', take)
  })
}

const order = (message: ToWorker): void => void worker.send(message)

async function weight(): Promise<number> {
  const answer = heard('weight')
  worker.kill('SIGUSR2')
  return (await answer).bytes
}

test('what a test case leaves in a worker is a small part of its trace', { timeout: 120_000 }, async () => {
  const { scenarios } = await loadTestable([])
  const scenario = scenarios.find(({ id }) => id === 'delivery')
  if (scenario === undefined) throw new Error('no scenario')
  const axes = Object.fromEntries(Object.entries(scenario.axes).map(([axis, values]) => [axis, values[0] ?? '']))
  const one = controlCell(scenario, axes, 'local')
  const write = createWriter()
  let serial = 0
  async function run(many: number): Promise<void> {
    const cells = Array.from({ length: many }, (): Cell => ({ ...one, id: `${one.id}-${++serial}` }))
    const over = heard('unit-over')
    const slots = shareOf(1)
    order({ do: 'run', unit: serial, cells: write(cells), lasts: cells.map(atMost), tries: cells.map(() => 0), slots })
    await over
  }
  const ready = heard('ready')
  order({ do: 'set-up', setUp: { runtime: 'local', parts: [], traces: folder, startsAtOnce: 2 } })
  await ready
  // What is loaded and compiled for the first ones is no growth.
  await run(FEW)
  const before = await weight()
  await run(4 * FEW)
  const growth = ((await weight()) - before) / (4 * FEW)
  const files = readdirSync(folder)
  expect(files).toHaveLength(5 * FEW)
  const sizes = files.map((name) => statSync(join(folder, name)).size)
  const size = sizes.reduce((a, b) => a + b, 0) / sizes.length
  expect(growth / size).toBeLessThan(0.25)
})

test('what keeps its memory small does not reach the proxies that it starts', () => {
  const env = { ...MALLOC, MALLOC_ARENA_MAX: '7', PATH: '/bin' }
  keepMemorySmall(env)
  expect(env).toEqual({ MALLOC_ARENA_MAX: '7', PATH: '/bin' })
})
