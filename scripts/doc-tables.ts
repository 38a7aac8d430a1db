/** Writes the tables of the documentation that are generated from the catalog: node scripts/doc-tables.ts */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadCatalog } from '../harness/matrix/catalog.ts'
import { docPages } from '../harness/matrix/doc-tables.ts'
import { TOP } from '../harness/matrix/folders.ts'

for (const { path, made } of docPages(await loadCatalog())) {
  const file = join(TOP, path)
  await writeFile(file, made(await readFile(file, 'utf8')))
}
