/**
 * Records the golden traces of the unit tests: `node scripts/record-golden.ts [scenario…]`. Each scenario gets, under `traces/`,
 * one trace of the control, one of the correct proxy (more where a criterion is about other axis values), and one for each of its own defects; `expected.json` has each criterion's
 * finding, with its measures. With `--judge` the traces are kept, and only `expected.json` is written. Read the diff: a changed
 * class is a changed verdict.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadCatalog } from '../harness/matrix/catalog.ts'
import { TOP } from '../harness/matrix/folders.ts'
import { controlQuestion } from '../harness/matrix/plan.ts'
import type { AxisValues, CellVerdict, Fact, Scenario, Trace } from '../harness/model/index.ts'
import { runSelfTest } from '../harness/run/run-self-test.ts'
import { readTrace } from '../harness/trace/trace-files.ts'
import { type AlteredVerdicts, alteredVerdicts } from '../harness/verdict/altered-traces.ts'
import { type GoldenVerdict, goldenVerdict } from '../harness/verdict/golden.ts'

const lines = ({ facts, outcome, took, ...header }: Trace): string =>
  [header, ...facts, { outcome, took }].map((line) => `${JSON.stringify(line)}\n`).join('')

/** Maximum size of one trace, in UTF-16 units: a repository keeps every version of it. */
const LARGEST = 100_000
/** Above this size a trace is stored with fewer facts. */
const THIN = 40_000

/**
 * Thins a trace, as if the client had read larger pieces: each run of `body` facts of one stream becomes its last one, with the
 * sum of their sizes.
 */
function thinned(trace: Trace): Trace {
  const facts: Fact[] = []
  for (const fact of trace.facts) {
    const before = facts.at(-1)
    const runs = before?.side === 'client' && before.fact === 'body' && fact.side === 'client' && fact.fact === 'body'
    if (!runs || before.client !== fact.client || before.attempt !== fact.attempt) facts.push(fact)
    else facts[facts.length - 1] = { ...fact, bytes: before.bytes + fact.bytes, encoded: before.encoded + fact.encoded }
  }
  return { ...trace, facts }
}

/** Facts about connections and pieces: no criterion about many streams depends on them. */
const LEFT_OUT = new Set(['connected', 'connection', 'body', 'id'])

/** Removes heads and pieces, and most of a very large number of streams. */
function slimmed(trace: Trace): Trace {
  const kept = trace.facts.filter(({ fact }) => !LEFT_OUT.has(fact))
  const facts = kept.map((fact) => ({
    ...fact,
    ...('raw' in fact ? { raw: '' } : {}),
    ...('headers' in fact ? { headers: [] } : {}),
  }))
  const numbers = facts.map((fact) => ('client' in fact ? Number(/^stream-(\d+)$/.exec(fact.client)?.[1] ?? 0) : 0))
  const last = Math.max(0, ...numbers)
  const crowded = last > 100
  return { ...trace, facts: facts.filter((_, n) => !crowded || (numbers[n] ?? 0) <= 9 || numbers[n] === last) }
}

const catalog = await loadCatalog()
const wanted = process.argv.slice(2).filter((word) => word !== '--judge')
const scenarios = catalog.scenarios.filter(({ id }) => wanted.length === 0 || wanted.includes(id))

/** Writes the findings for the traces as they were stored, after facts were removed. */
async function writeExpected(scenario: Scenario, names: readonly string[]): Promise<void> {
  const folder = join(TOP, 'scenarios', scenario.id, 'traces')
  const expected: Record<string, GoldenVerdict> = {}
  const altered: Record<string, AlteredVerdicts> = {}
  for (const name of names) {
    const [trace, control] = [name, `control.${name.split('.')[1]}.jsonl`].map((file) => readTrace(join(folder, file)))
    if (trace === undefined || control === undefined) continue
    expected[name] = goldenVerdict(scenario, await trace, await control)
    altered[name] = alteredVerdicts(scenario, await trace, await control)
  }
  await writeFile(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`)
  await writeFile(join(folder, 'altered.json'), `${JSON.stringify(altered, null, 1)}\n`)
}

if (process.argv.includes('--judge')) {
  for (const scenario of scenarios) {
    const file = join(TOP, 'scenarios', scenario.id, 'traces', 'expected.json')
    await writeExpected(scenario, Object.keys(JSON.parse(await readFile(file, 'utf8')) as object))
  }
  process.exit()
}

const { controls, faithful, defects, traces } = await runSelfTest({ ...catalog, scenarios })

for (const scenario of scenarios) {
  const folder = join(TOP, 'scenarios', scenario.id, 'traces')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const names: string[] = []

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
    const [kept, keptControl] = [trace, control].map((one) => {
      if (lines(one).length <= THIN) return lines(one)
      const all = lines(thinned(one))
      return all.length <= LARGEST ? all : lines(slimmed(one))
    })
    if (kept === undefined || keptControl === undefined || Math.max(kept.length, keptControl.length) > LARGEST) {
      process.stderr.write(`${scenario.id}: ${name} is too large to keep\n`)
      return
    }
    await writeFile(join(folder, fileOf(name, axes)), kept)
    await writeFile(join(folder, fileOf('control', axes)), keptControl)
    names.push(fileOf(name, axes))
  }

  const passedBy = (chosen: AxisValues): string[] => {
    const axes = Object.entries(axesAt(chosen))
    const cell = faithful.find(
      (one) => one.scenario === scenario.id && axes.every(([axis, is]) => one.axes[axis] === is),
    )
    const told = (cell?.findings ?? []).filter(({ outcome }) => outcome === 'pass' || outcome === 'measured')
    return told.map(({ criterion }) => criterion)
  }

  await keep('faithful', faithful, {})
  const passed = new Set(passedBy({}))
  for (const { id, golden = {} } of catalog.defects.filter((defect) => defect.scenario === scenario.id)) {
    if (golden === 'none') continue
    await keep(id, defects[id] ?? [], golden)
    // A criterion about some values of an axis has a golden pass (or measurement) of the correct proxy with them.
    if (passedBy(golden).every((criterion) => passed.has(criterion))) continue
    await keep('faithful', faithful, golden)
    for (const criterion of passedBy(golden)) passed.add(criterion)
  }
  await writeExpected(scenario, names)
}
process.exit()
