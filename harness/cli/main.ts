/** Entry point of the command line. Compiled code is cached, because stripping types and compiling take most of the time of a start. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { CACHE } from '../matrix/folders.ts'

enableCompileCache(join(CACHE, 'compiled'))
const { main } = await import('./start.ts')
await main(process.argv.slice(2))
