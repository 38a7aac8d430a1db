/**
 * Looks up connections in the kernel's list without blocking the event loop: a thread reads it, since a machine that ran thousands
 * of test cases has tens of thousands of connections in TIME_WAIT.
 */
import { Worker } from 'node:worker_threads'
import { createTables, type Listed, listedIn, machineTime, type SocketEnds } from './connection-table.ts'

/** `notBefore`: when the list that answers may have begun to be read, in ms of `process.hrtime`. */
export interface Question {
  readonly number: number
  readonly ends: readonly SocketEnds[]
  readonly notBefore: number
}

export interface Found {
  readonly number: number
  readonly found: readonly (Listed | undefined)[]
}

/** MB. The list of 30,000 connections has 4.5 MB. */
const HEAP = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4 }

/**
 * One answer for each socket, at its `from`, all from the same list. Without the thread, which a process may have no memory for, this
 * one reads it.
 * @param maxAge of a list that was read before, ms
 */
export async function connectionsListed(
  ends: readonly SocketEnds[],
  maxAge = 0,
): Promise<readonly (Listed | undefined)[]> {
  const notBefore = machineTime() - maxAge
  if (!hasEnded) thread ??= startThread()
  return (await thread?.ask(ends, notBefore)) ?? ends.map((one) => listedIn(one, (file) => tableOf(file, notBefore)))
}

interface Thread {
  /** Resolves with nothing where the thread ended. */
  ask(ends: readonly SocketEnds[], notBefore: number): Promise<Found['found'] | undefined>
}

const tableOf = createTables()
let thread: Thread | undefined
/** It would end again. */
let hasEnded = false

function startThread(): Thread {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = new Worker(new URL(`./connection-thread.${extension}`, import.meta.url), { resourceLimits: HEAP })
  const waiting = new Map<number, (found?: Found['found']) => void>()
  let number = 0
  worker.on('message', (answer: Found) => {
    waiting.get(answer.number)?.(answer.found)
    waiting.delete(answer.number)
    if (waiting.size === 0) worker.unref()
  })
  // `exit` follows.
  worker.on('error', () => {})
  worker.once('exit', () => {
    hasEnded = true
    thread = undefined
    for (const resolve of waiting.values()) resolve()
  })
  worker.unref()
  return {
    ask(ends, notBefore) {
      number += 1
      worker.ref()
      return new Promise((resolve) => {
        waiting.set(number, resolve)
        worker.postMessage({ number, ends, notBefore } satisfies Question)
      })
    },
  }
}
