/** Writes docs/schema: node scripts/schemas.ts */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TOP } from '../harness/matrix/folders.ts'
import { PUBLISHED, schemaOf } from './json-schemas.ts'

for (const one of PUBLISHED) {
  const file = join(TOP, one.file)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(schemaOf(one), null, 2)}\n`)
}
