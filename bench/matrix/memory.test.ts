import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { watchMemory } from './memory.ts'

const EATEN = 100

test.skipIf(process.platform !== 'linux')(
  'the peaks are of the process and of its workers, and of nothing else',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'memory-test-'))
    const worker = join(folder, 'run-worker-main.cjs')
    writeFileSync(worker, 'setInterval(() => {}, 1e6); process.send("ready")')
    writeFileSync(join(folder, 'other.cjs'), 'setInterval(() => {}, 1e6); process.send("ready")')
    const main = `
    const { fork } = require('node:child_process')
    const eaten = Buffer.alloc(${EATEN} * 2 ** 20, 1)
    const children = ['run-worker-main', 'other'].map((name) => fork('${folder}/' + name + '.cjs'))
    Promise.all(children.map((child) => new Promise((resolve) => child.once('message', resolve)))).then(() => process.send('ready'))
    process.once('message', () => { children.forEach((child) => child.kill()); process.disconnect(); console.log(eaten.length) })`
    writeFileSync(join(folder, 'main.cjs'), main)
    const child = fork(join(folder, 'main.cjs'), { silent: true })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    try {
      await new Promise((resolve) => child.once('message', resolve))
      using memory = watchMemory(child.pid ?? 0)
      const { main: mine, workers } = memory.peaks()
      expect(mine).toBeGreaterThan(EATEN)
      expect(workers).toHaveLength(1)
      expect(workers[0]).toBeGreaterThan(0)
      expect(workers[0]).toBeLessThan(EATEN)
    } finally {
      child.send('end')
      await ended
      rmSync(folder, { recursive: true })
    }
  },
)
