import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeControlGroup } from './control-group.ts'
import { PROCESSES } from './resource-limits.ts'

it('there is none where none can be made', () => {
  expect(makeControlGroup('/nowhere')).toBeUndefined()
})

const possible = makeControlGroup()
await possible?.[Symbol.asyncDispose]()

describe.skipIf(possible === undefined)('where this user may make one', () => {
  it('bounds processes, holds whoever joins, and goes once that has been killed', async () => {
    const group = makeControlGroup()
    const folders = group?.joins.map((file) => dirname(file)) ?? []
    const limit = folders.map((folder) => join(folder, 'pids.max')).find((file) => existsSync(file)) ?? ''
    expect(readFileSync(limit, 'utf8').trim()).toBe(String(PROCESSES))
    const child = spawn('/bin/cat', { stdio: ['pipe', 'ignore', 'ignore'] })
    for (const file of group?.joins ?? []) {
      writeFileSync(file, String(child.pid))
      expect(readFileSync(file, 'utf8').split('\n')).toContain(String(child.pid))
    }
    const disposed = group?.[Symbol.asyncDispose]()
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await Promise.all([disposed, ended])
    expect(folders.filter((folder) => existsSync(folder))).toEqual([])
  })

  it('one that a killed check left is removed by the next', async () => {
    const first = makeControlGroup()
    const parent = dirname(dirname(first?.joins[0] ?? ''))
    const child = spawn('/bin/true')
    await once(child, 'exit')
    const left = join(parent, `sse-compat-${child.pid}-abcdef`)
    mkdirSync(left)
    await first?.[Symbol.asyncDispose]()
    await makeControlGroup()?.[Symbol.asyncDispose]()
    expect(existsSync(left)).toBe(false)
  })
})
