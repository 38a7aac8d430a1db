import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadCatalog } from './catalog.ts'
import { CRITERION_IDS_FILE, criterionIdsText } from './criterion-ids.ts'

test('the type of criterion ids is the one that the scenarios give: node scripts/criterion-ids.ts', async () => {
  expect(readFileSync(CRITERION_IDS_FILE, 'utf8')).toBe(criterionIdsText((await loadCatalog()).scenarios))
})
