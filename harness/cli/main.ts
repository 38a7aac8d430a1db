/** Where the command line begins. What was compiled once is kept: most of the time of a start is stripping types and compiling. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { CACHE } from '../matrix/folders.ts'

enableCompileCache(join(CACHE, 'compiled'))
const { main } = await import('./start.ts')
await main(process.argv.slice(2))
