/**
 * Records the golden traces of the unit tests anew: `node scripts/record-golden.ts [scenario…]`. Each scenario gets, under `traces/`,
 * one trace of the control, one of the faithful proxy, and those of its own defects that show it; `expected.json` says what
 * each criterion makes of them. Read the diff: a class that changed is a changed verdict.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadCatalog, TOP } from '../harness/catalog.ts'
import { playSelfTest } from '../harness/cli/self-test-run.ts'
import type { CellVerdict, Trace } from '../harness/model.ts'

/** Of each axis its first value, unless the defect shows only with another. */
const AXES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'holds-large': { event: '2000' },
  'masks-truncation': { ending: 'fin' },
  'drops-data-beats': { beat: 'data' },
}
/** Padding up to 300 KB makes its trace large, and `holds-large` shows the same. */
const LEFT_OUT = ['holds-until-end']

const lines = ({ facts, outcome, took, ...header }: Trace): string =>
  [header, ...facts, { outcome, took }].map((line) => `${JSON.stringify(line)}\n`).join('')

const catalog = await loadCatalog()
const { controls, faithful, defects, traces } = await playSelfTest(catalog)

const wanted = process.argv.slice(2)
for (const scenario of catalog.scenarios.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
  const folder = join(TOP, 'scenarios', scenario.id, 'traces')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const expected: Record<string, Record<string, string>> = {}

  async function keep(name: string, cell: CellVerdict, chosen: Readonly<Record<string, string>>): Promise<void> {
    const fits = Object.entries(scenario.axes).every(([axis, [first]]) => cell.axes[axis] === (chosen[axis] ?? first))
    const trace = traces.find((one) => one.cell === cell.cell)
    if (!fits || trace === undefined) return
    const file = `${name}.${Object.values(cell.axes).join('-')}.jsonl`
    await writeFile(join(folder, file), lines(trace))
    if (name === 'control') return
    expected[file] = Object.fromEntries(
      cell.findings.map(({ criterion, outcome, observed }) => [criterion, `${outcome}: ${observed}`]),
    )
  }

  const mine = catalog.defects.filter(
    ({ id, breaks }) => !LEFT_OUT.includes(id) && Object.keys(breaks)[0]?.startsWith(`${scenario.id}/`),
  )
  const choices = [{}, ...mine.map(({ id }) => AXES[id] ?? {})]
  for (const chosen of choices) {
    for (const cell of controls.filter((one) => one.scenario === scenario.id)) await keep('control', cell, chosen)
  }
  for (const cell of faithful.filter((one) => one.scenario === scenario.id)) await keep('faithful', cell, {})
  for (const { id } of mine) {
    for (const cell of (defects[id] ?? []).filter((one) => one.scenario === scenario.id))
      await keep(id, cell, AXES[id] ?? {})
  }
  await writeFile(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`)
}
process.exit()
