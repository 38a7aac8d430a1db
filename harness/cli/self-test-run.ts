/** Plays every scenario against the faithful proxy and against its defects: the criterion × defect matrix. */
import { build, adapter as faulty, profileOf } from '../../proxies/faulty/adapter.ts'
import { assemble } from '../assemble.ts'
import type { Catalog } from '../catalog.ts'
import type { CellVerdict, Environment, Trace } from '../model.ts'
import { plan } from '../plan.ts'
import { startLocal } from '../runtimes/local.ts'
import { traceFileName } from '../traces.ts'
import { playRun } from './play-run.ts'

export interface SelfTest {
  readonly faithful: readonly CellVerdict[]
  readonly controls: readonly CellVerdict[]
  /** By defect. */
  readonly defects: Readonly<Record<string, readonly CellVerdict[]>>
  readonly traces: readonly Trace[]
}

/** @param whole every scenario against every defect, not only against its own */
export async function playSelfTest(catalog: Catalog, whole = false): Promise<SelfTest> {
  const { scenarios, defects } = catalog
  const plans = scenarios.map((scenario) => {
    const mine = defects.filter((defect) => whole || defect.scenario === scenario.id)
    const profiles = [profileOf(), ...mine.map((defect) => profileOf(defect))]
    return plan({ scenarios: [{ ...scenario, asks: 'every' }], profiles, builds: [build], runtime: 'local' })
  })
  const cells = plans.flatMap((one) => one.cells)
  const controls = plans.flatMap((one) => one.controls)
  await using runtime = await startLocal()
  const { traces, timing } = await playRun({
    cells,
    controls,
    runtime,
    adapterOf: () => faulty,
    signal: new AbortController().signal,
    onTrace: async () => {},
  })
  const environment = { runtime: 'local' } as Environment
  const run = { id: 'self-test', environment, timing, profiles: [], interrupted: false, unfiltered: false }
  const traceFile = (cell: string): string => traceFileName(cell)
  const report = assemble({ run, scenarios, expectations: {}, traces, traceFile })
  const of = (id: string): CellVerdict[] => report.cells.filter(({ profile }) => profile === id)
  return {
    faithful: of(profileOf().id),
    controls: report.controls,
    defects: Object.fromEntries(defects.map(({ id }) => [id, of(id)])),
    traces,
  }
}
