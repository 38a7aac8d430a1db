/** Writes docs/sse-compat.1 from the options: node scripts/man-page.ts */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { COMMANDS } from '../harness/cli/command-list.ts'
import { programWith } from '../harness/cli/program.ts'
import { describe } from '../harness/cli/usage/describe.ts'
import { manPage } from '../harness/cli/usage/man-page.ts'
import { TOP } from '../harness/matrix/folders.ts'

await writeFile(join(TOP, 'docs/sse-compat.1'), manPage(describe(await programWith(COMMANDS))))
