/** The thread that reads the kernel's list of connections: see connections-listed.ts. */
import { parentPort } from 'node:worker_threads'
import { createTables, type Listed, listedIn } from './connection-table.ts'
import type { Found, Question } from './connections-listed.ts'

const tableOf = createTables()

const answerTo = ({ number, ends, notBefore }: Question): Found => ({
  number,
  found: ends.map((one): Listed | undefined => listedIn(one, (file) => tableOf(file, notBefore))),
})

parentPort?.on('message', (question: Question) => parentPort?.postMessage(answerTo(question)))
