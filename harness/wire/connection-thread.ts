/** The thread that reads the kernel's list of connections: see connections-listed.ts. */
import { parentPort } from 'node:worker_threads'
import { type Listed, listedIn, readTable } from './connection-table.ts'
import type { Found, Question } from './connections-listed.ts'

interface Reading {
  readonly table: string
  /** When it began to be read, by the clock that all threads share. */
  readonly from: number
}

const readings = new Map<string, Reading>()

/** A table that began to be read before the question may not have the connection yet. */
function tableOf(file: string, notBefore: number): string {
  const last = readings.get(file)
  if (last !== undefined && last.from >= notBefore) return last.table
  const from = machineTime()
  const table = readTable(file)
  readings.set(file, { table, from })
  return table
}

const answerTo = ({ number, ends, notBefore }: Question): Found => ({
  number,
  found: ends.map((one): Listed | undefined => listedIn(one, (file) => tableOf(file, notBefore))),
})

const machineTime = (): number => Number(process.hrtime.bigint()) / 1e6

parentPort?.on('message', (question: Question) => parentPort?.postMessage(answerTo(question)))
