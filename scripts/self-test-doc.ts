/**
 * Regenerates docs/self-test.md: `node scripts/self-test-doc.ts`. Runs the whole criterion × defect matrix three times, which
 * takes about twenty minutes on two cores, writes what every run showed, and prints what only some runs showed.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadCatalog } from '../harness/matrix/catalog.ts'
import { TOP } from '../harness/matrix/folders.ts'
import { meetsOwnOnly, runSelfTest } from '../harness/run/run-self-test.ts'
import { elsewhereOf } from '../harness/verdict/self-test.ts'
import { declaredPart, playedPart } from '../harness/verdict/self-test-doc.ts'

const RUNS = 3

const catalog = await loadCatalog()
const runs: Record<string, string[]>[] = []
for (let n = 0; n < RUNS; n++) runs.push(elsewhereOf(catalog.defects, await runSelfTest(catalog, true)))
const times = (defect: string, one: string): number => runs.filter((run) => run[defect]?.includes(one)).length
const always: Record<string, string[]> = {}
for (const { id } of catalog.defects) {
  const shown = [...new Set(runs.flatMap((run) => run[id] ?? []))]
  always[id] = shown.filter((one) => times(id, one) === RUNS)
  for (const one of shown.filter((one) => times(id, one) < RUNS)) {
    console.log(`left out, by chance: ${id}: ${one} (${times(id, one)} of ${RUNS})`)
  }
}
const own = catalog.scenarios.filter(meetsOwnOnly).map(({ id }) => id)
await writeFile(join(TOP, 'docs', 'self-test.md'), `${declaredPart(catalog)}\n${playedPart(always, own)}`)
process.exit()
