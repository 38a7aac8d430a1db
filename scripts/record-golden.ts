/**
 * Records the golden traces of the unit tests anew: `node scripts/record-golden.ts [scenario…]`. Each scenario gets, under `traces/`,
 * one trace of the control, one of the faithful proxy, and those of its own defects that show it; `expected.json` says what
 * each criterion makes of them. Read the diff: a class that changed is a changed verdict.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadCatalog, TOP } from '../harness/catalog.ts'
import { playSelfTest } from '../harness/cli/self-test-run.ts'
import type { AxisValues, CellVerdict, Trace } from '../harness/model.ts'
import { controlQuestion } from '../harness/plan.ts'

const lines = ({ facts, outcome, took, ...header }: Trace): string =>
  [header, ...facts, { outcome, took }].map((line) => `${JSON.stringify(line)}\n`).join('')

const catalog = await loadCatalog()
const wanted = process.argv.slice(2)
const scenarios = catalog.scenarios.filter(({ id }) => wanted.length === 0 || wanted.includes(id))
const { controls, faithful, defects, traces } = await playSelfTest({ ...catalog, scenarios })

for (const scenario of scenarios) {
  const folder = join(TOP, 'scenarios', scenario.id, 'traces')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const expected: Record<string, Record<string, string>> = {}

  const axesAt = (chosen: AxisValues): AxisValues =>
    Object.fromEntries(Object.entries(scenario.axes).map(([axis, [first]]) => [axis, chosen[axis] ?? first ?? '']))
  const traceOf = (cell: CellVerdict | undefined): Trace | undefined => traces.find((one) => one.cell === cell?.cell)
  const fileOf = (name: string, axes: AxisValues): string => `${name}.${Object.values(axes).join('-')}.jsonl`

  async function keep(name: string, cells: readonly CellVerdict[], chosen: AxisValues): Promise<void> {
    const axes = axesAt(chosen)
    const here = cells.filter((cell) => cell.scenario === scenario.id)
    const cell = here.find((one) => Object.entries(axes).every(([axis, value]) => one.axes[axis] === value))
    const trace = traceOf(cell)
    const control = traceOf(controls.find(({ question }) => question === controlQuestion(scenario, axes)))
    if (cell === undefined || trace === undefined || control === undefined) return
    await writeFile(join(folder, fileOf(name, axes)), lines(trace))
    await writeFile(join(folder, fileOf('control', axes)), lines(control))
    expected[fileOf(name, axes)] = Object.fromEntries(
      cell.findings.map(({ criterion, outcome, observed }) => [criterion, `${outcome}: ${observed}`]),
    )
  }

  await keep('faithful', faithful, {})
  for (const { id, golden = {} } of catalog.defects.filter((defect) => defect.scenario === scenario.id)) {
    if (golden !== 'none') await keep(id, defects[id] ?? [], golden)
  }
  await writeFile(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`)
}
process.exit()
