import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TOP } from '../harness/matrix/folders.ts'
import { PUBLISHED, schemaOf } from './json-schemas.ts'

test.for(PUBLISHED)('$file is made from $type: node scripts/schemas.ts', (one) => {
  expect(JSON.parse(readFileSync(join(TOP, one.file), 'utf8'))).toEqual(schemaOf(one))
})
