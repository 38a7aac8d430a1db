/** Published runs: pages and one archive, small and complete. */
import { globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TOP } from '../matrix/folders.ts'
import { readRunTraces } from '../run/run-archive.ts'

const PUBLISHED = join(TOP, 'reports/published')
const runs = readdirSync(PUBLISHED, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)

describe.for(runs)('published run %s', (run) => {
  const files = globSync('**', { cwd: join(PUBLISHED, run), withFileTypes: true }).filter((entry) => entry.isFile())

  test('has pages and one archive, at most 3 MB', () => {
    expect(files.filter(({ name }) => !/\.md$|^run\.json$|^run\.tar\.zst$/.test(name)).map(({ name }) => name)).toEqual(
      [],
    )
    const sizes = files.map((entry) => statSync(join(entry.parentPath, entry.name)).size)
    expect(sizes.reduce((a, b) => a + b)).toBeLessThanOrEqual(3_000_000)
  })

  test('has every trace of it', async () => {
    const { traces, unreadable } = await readRunTraces(join(PUBLISHED, run))
    expect(unreadable).toEqual([])
    const { timing } = JSON.parse(readFileSync(join(PUBLISHED, run, 'run.json'), 'utf8')) as {
      timing: { cells: number }
    }
    // A retried test case has a trace for each try.
    expect(new Set(traces.map(({ cell }) => cell)).size).toBe(timing.cells)
  })
})
