/** Runs every scenario against the correct proxy and against its defects: the criterion × defect matrix. */
import { build, adapter as faulty, profileOf } from '../../proxies/faulty/adapter.ts'
import { type Catalog, type OwnedDefect, originFrom } from '../matrix/catalog.ts'
import { ofEveryProfile, plan } from '../matrix/plan.ts'
import type { CellVerdict, ControlCase, Environment, Report, RouteCase, Scenario, Trace } from '../model/index.ts'
import { startLocal } from '../runtimes/local.ts'
import { traceFileName } from '../trace/trace-files.ts'
import { assemble } from '../verdict/assemble-report.ts'
import { runCases } from './run-cases.ts'
import { teamOfThisProcess } from './team/this-process.ts'

export interface SelfTest {
  readonly faithful: readonly CellVerdict[]
  readonly controls: readonly CellVerdict[]
  /** By defect. */
  readonly defects: Readonly<Record<string, readonly CellVerdict[]>>
  /** Empty when every scenario was run against every defect: the traces would be too many. */
  readonly traces: readonly Trace[]
}

/** Defects of the whole matrix that run at once; each needs a few processes. */
const WAVE = 44

/** @param whole run every scenario against every defect, not only against its own */
export async function runSelfTest(catalog: Catalog, whole = false): Promise<SelfTest> {
  const { defects } = catalog
  const size = whole ? WAVE : Math.max(1, defects.length)
  const waves = Array.from({ length: Math.max(1, Math.ceil(defects.length / size)) }, (_, n) =>
    defects.slice(n * size, (n + 1) * size),
  )
  const reports: Report[] = []
  const traces: Trace[] = []
  const groups = byLoad(catalog.scenarios)
  for (const [n, wave] of waves.entries()) {
    for (const scenarios of groups) {
      const ran = await runWave({ ...catalog, scenarios }, wave, { faithful: n === 0, whole })
      reports.push(ran.report)
      if (!whole) traces.push(...ran.traces)
    }
  }
  const cells = reports.flatMap((report) => report.cells)
  const of = (id: string): CellVerdict[] => cells.filter(({ profile }) => profile === id)
  return {
    faithful: of(profileOf().id),
    controls: reports.slice(0, groups.length).flatMap(({ controls }) => controls),
    defects: Object.fromEntries(defects.map(({ id }) => [id, of(id)])),
    traces,
  }
}

/**
 * The heavy scenarios run by themselves, after the others: each stalls the event loop, for which the others wait, or are retried.
 * Measured on two cores: 152 s, against 161 s with both at the same time, and a quarter of the retries.
 */
function byLoad(scenarios: readonly Scenario[]): readonly (readonly Scenario[])[] {
  const isHeavy = ({ load }: Scenario): boolean => load === 'heavy'
  return [scenarios.filter((one) => !isHeavy(one)), scenarios.filter(isHeavy)].filter(({ length }) => length > 0)
}

/** Each wave has its own controls: a verdict is compared with a control that ran at the same time. */
async function runWave(
  { scenarios, origins }: Catalog,
  defects: readonly OwnedDefect[],
  { faithful, whole }: { readonly faithful: boolean; readonly whole: boolean },
): Promise<{ report: Report; traces: Trace[] }> {
  const plans = scenarios.flatMap((scenario) => {
    const own = defects.filter((defect) => defect.scenario === scenario.id)
    const others = defects.filter((defect) => whole && !meetsOwnOnly(scenario) && defect.scenario !== scenario.id)
    return [
      planned(
        scenario,
        [...(faithful ? [profileOf()] : []), ...own.map((defect) => profileOf(defect))],
        whole ? {} : { front: frontsOf(scenario) },
      ),
      planned(
        scenario,
        others.map((defect) => profileOf(defect)),
        { front: scenario.axes.front?.slice(0, 1) ?? [] },
      ),
    ]
  })
  const controls = new Map(plans.flatMap((one) => one.controls).map((cell): [string, ControlCase] => [cell.id, cell]))
  const cells = plans.flatMap((one) => one.cells)
  const byId = new Map(defects.map((defect) => [defect.id, defect]))
  await using runtime = await startLocal()
  await using team = teamOfThisProcess({ runtime, adapterOf: () => faulty, originOf: originFrom(origins) })
  const { traces, timing } = await runCases({
    cells: whole ? cells : cells.filter((cell) => isTelling(cell, byId.get(cell.profile.id))),
    controls: [...controls.values()],
    team,
    signal: new AbortController().signal,
  })
  const environment = { runtime: 'local' } as Environment
  const run = { id: 'self-test', environment, timing, profiles: [], interrupted: false, unfiltered: false }
  const report = assemble({ run, scenarios, expectations: {}, traces, traceFile: (cell) => traceFileName(cell) })
  return { report, traces }
}

/**
 * In cleartext, and HTTP/2 over TLS. HTTP/1.1 over TLS is skipped: the faulty proxy handles it by the same code as cleartext,
 * and it would be a third of the test cases.
 */
const frontsOf = ({ axes: { front = [] } }: Scenario): readonly string[] =>
  front.includes('h1') ? front.filter((one) => one !== 'h1+tls') : front

/** Defects that show what they declare only over two fronts together: over HTTP/2 alone, or over each by another class. */
const OVER_EACH_FRONT = ['eight-streams-reset', 'swallows-proper-end', 'alters-before-end', 'cuts-at-reload']

/**
 * Whether a test case is needed to see what its defect declares. A defect is run over one front, the first or that of its golden trace,
 * since it does the same over another; that the faithful proxy passes is seen over each.
 */
function isTelling({ axes: { front }, scenario }: RouteCase, defect: OwnedDefect | undefined): boolean {
  if (defect === undefined || front === undefined || OVER_EACH_FRONT.includes(defect.id)) return true
  const golden = defect.golden === 'none' ? undefined : defect.golden?.front
  return front === (golden ?? scenario.axes.front?.[0])
}

const planned = (
  scenario: Scenario,
  profiles: Parameters<typeof plan>[0]['profiles'],
  axes: Readonly<Record<string, readonly string[]>> = {},
): ReturnType<typeof plan> =>
  plan({ scenarios: [ofEveryProfile(scenario)], profiles, builds: [build], runtime: 'local', axes })

/** Scenarios that need seconds of CPU time run against their own defects only. */
export const meetsOwnOnly = ({ needs, load }: Scenario): boolean => load === 'heavy' || needs.includes('browser')
