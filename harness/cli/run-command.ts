/** Runs one command: its errors become one line and an exit code, and everything that it started is cleaned up. */
import { existsSync } from 'node:fs'
import { SseCompatError } from '../model/index.ts'
import { disposeAll } from '../runtimes/disposal.ts'
import { COMMANDS, type CommandEntry } from './command-list.ts'
import { endOnCrash } from './crash.ts'
import { endProcess } from './end-process.ts'
import { WORDING } from './fault.ts'
import { wantsJson } from './json-error.ts'
import { nearest } from './nearest.ts'
import { programWith } from './program.ts'
import { tellError } from './tell-error.ts'

/** The only place that ends the process in an orderly way. @param args without those of Node */
export async function runCommand(name: string, args: readonly string[]): Promise<never> {
  const isKnown = COMMANDS.some((entry) => entry.name === name)
  const options = { ...WORDING, json: wantsJson(args), ...(isKnown ? { command: name } : {}) }
  endOnCrash(options)
  try {
    const program = await programWith([entryNamed(name)])
    await program.parseAsync(['', '', ...args])
  } catch (error) {
    process.exitCode = tellError(error, options)
  }
  await disposeAll()
  // Anything that still keeps the event loop alive has no result to report.
  return endProcess()
}

/** @throws SseCompatError `unknown-command` */
export function entryNamed(name: string): CommandEntry {
  const found = COMMANDS.find((entry) => entry.name === name)
  if (found !== undefined) return found
  const names = COMMANDS.map((entry) => entry.name)
  const meant = nearest(name, names)
  const hint = meant === undefined ? '' : ` — did you mean "${meant}"?`
  const advice = existsSync(name)
    ? `To test this file or folder: \`sse-compat check ${name}\``
    : `Commands: ${names.join(', ')}. \`sse-compat --help\` says what they do.`
  throw new SseCompatError('unknown-command', `there is no command "${name}"${hint}`, { advice })
}
