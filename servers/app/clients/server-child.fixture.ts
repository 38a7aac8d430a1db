/** For tests: the application in a separate process. Options are JSON in the first argument; it exits with its parent. */
import { startServer } from '../server.ts'

process.on('disconnect', () => process.exit())
const server = await startServer(JSON.parse(process.argv[2] ?? '{}'), (line) => process.send?.(JSON.parse(line)))
process.once('SIGTERM', () => server.drain().then(() => process.exit(0)))
