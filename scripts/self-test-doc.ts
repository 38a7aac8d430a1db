/**
 * Writes docs/self-test.md anew: `node scripts/self-test-doc.ts`. Plays the whole criterion × defect matrix twice, for about a
 * quarter of an hour on two cores, and keeps what both plays showed.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadCatalog, TOP } from '../harness/catalog.ts'
import { meetsOwnOnly, playSelfTest } from '../harness/cli/self-test-run.ts'
import { elsewhereOf } from '../harness/self-test.ts'
import { declaredPart, playedPart } from '../harness/self-test-doc.ts'

const catalog = await loadCatalog()
const first = elsewhereOf(catalog.defects, await playSelfTest(catalog, true))
const second = elsewhereOf(catalog.defects, await playSelfTest(catalog, true))
const both = Object.fromEntries(
  Object.entries(first).map(([defect, shown]) => [defect, shown.filter((one) => second[defect]?.includes(one))]),
)
const own = catalog.scenarios.filter(meetsOwnOnly).map(({ id }) => id)
await writeFile(join(TOP, 'docs', 'self-test.md'), `${declaredPart(catalog)}\n${playedPart(both, own)}`)
process.exit()
