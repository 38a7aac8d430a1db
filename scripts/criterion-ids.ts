/**
 * Writes the ids of all criteria as a type, so that a table which names one that does not exist fails to compile:
 * node scripts/criterion-ids.ts
 */
import { writeFile } from 'node:fs/promises'
import { loadCatalog } from '../harness/matrix/catalog.ts'
import { CRITERION_IDS_FILE, criterionIdsText } from '../harness/matrix/criterion-ids.ts'

await writeFile(CRITERION_IDS_FILE, criterionIdsText((await loadCatalog()).scenarios))
