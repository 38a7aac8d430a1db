import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { build, adapter as faulty, profileOf } from '../../../proxies/faulty/adapter.ts'
import { scenario as resume } from '../../../scenarios/resume/scenario.ts'
import { origin } from '../../../servers/origin/origin.ts'
import { plan } from '../../matrix/plan.ts'
import type { Profile, Trace } from '../../model/index.ts'
import { startLocal } from '../../runtimes/local.ts'
import { judge } from '../../verdict/judge.ts'
import { runCases } from '../run-cases.ts'
import type { Team } from './team.ts'
import { teamOfThisProcess } from './this-process.ts'
import { startWorkers } from './worker-team.ts'

const profiles: readonly Profile[] = [
  ...['a', 'b', 'c'].map((id) => ({ ...profileOf(), id })),
  { ...profileOf(), id: 'crashing', config: { 'hooks.json': '{"crashAfter":20}' } },
]
const chosen = plan({ scenarios: [resume], profiles, builds: [build], runtime: 'local', axes: { ending: ['end'] } })

/** For each test case: its outcome, and each criterion's finding. */
async function verdictsOf(team: Team, onTrace = (_: Trace): void => {}, onNote = (_: string): void => {}) {
  const { traces } = await runCases({ ...chosen, team, signal: new AbortController().signal, onTrace, onNote })
  const control = traces.find(({ kind }) => kind === 'control')
  const rows = traces.map((trace) => {
    const findings = judge(resume, trace, control).map(({ criterion, finding }) => [criterion.id, finding.outcome])
    return [trace.cell, [trace.outcome.state, findings]] as const
  })
  return Object.fromEntries(rows)
}

/** Process ids of this process's workers. */
async function workerPids(): Promise<number[]> {
  const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8')
  const pids = children.split(' ').filter(Boolean)
  const named = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return pids.filter((_, at) => named[at]?.includes('run-worker-main')).map(Number)
}

const foldersOf = async (pids: readonly number[]): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => pids.some((pid) => name.startsWith(`sse-compat-${pid}-`)))

/** A dozen processes start one after the other. */
const HANGS = 180_000

test.each([
  ['SIGKILL', 'killed by SIGKILL'],
  ['SIGTERM', 'exit code 143'],
])(
  'workers give the verdicts of one process; one that gets %s loses nothing, and nothing of it is left',
  {
    timeout: HANGS,
  },
  async (signal, how) => {
    const traces = await mkdtemp(join(tmpdir(), 'workers-test-'))
    try {
      await using runtime = await startLocal()
      await using alone = teamOfThisProcess({ runtime, adapterOf: () => faulty, originOf: () => origin })
      const expected = await verdictsOf(alone)
      expect(Object.values(expected).map(([state]) => state)).toEqual(
        expect.arrayContaining(['complete', 'proxy-died']),
      )

      const notes: string[] = []
      let pids: number[] = []
      {
        await using team = await startWorkers({ count: 2, runtime: 'local', parts: [], traces })
        pids = await workerPids()
        expect(pids).toHaveLength(2)
        const [victim = 0] = pids
        // Now both workers have test cases.
        setImmediate(() => process.kill(victim, signal))
        expect(await verdictsOf(team, undefined, (line) => notes.push(line))).toEqual(expected)
        pids = [...pids, ...(await workerPids())]
      }
      expect(notes).toEqual([
        expect.stringMatching(`^a worker process ended \\(${how}\\); its \\d+ test cases? run again`),
      ])
      expect(await workerPids()).toEqual([])
      // The watchdog of the killed worker removes its folders.
      while ((await foldersOf(pids)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    } finally {
      await rm(traces, { recursive: true, force: true })
    }
  },
)

test('a worker that is killed at its start is replaced, and this is told', { timeout: HANGS }, async () => {
  const traces = await mkdtemp(join(tmpdir(), 'workers-test-'))
  try {
    const starting = startWorkers({ count: 2, runtime: 'local', parts: [], traces })
    let pids: number[] = []
    while (pids.length < 2) {
      await new Promise((resolve) => setImmediate(resolve))
      pids = await workerPids()
    }
    process.kill(pids[0] ?? 0, 'SIGKILL')
    await using team = await starting
    const notes: string[] = []
    const verdicts = await verdictsOf(team, undefined, (line) => notes.push(line))
    expect(Object.keys(verdicts)).toHaveLength(chosen.cells.length + chosen.controls.length)
    // Its end may be noticed before or after it was given test cases.
    const told =
      /^a worker process ended \(killed by SIGKILL\); (another one is started|its \d test cases? run again in another one)$/
    expect(notes).toEqual([expect.stringMatching(told)])
    expect(await workerPids()).toHaveLength(2)
  } finally {
    await rm(traces, { recursive: true, force: true })
  }
})
