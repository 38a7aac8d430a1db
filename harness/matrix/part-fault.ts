/** Explains why the code of a part cannot be loaded: file, line and a message that survives the redaction of secrets. */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SseCompatError, sayError } from '../model/index.ts'

/** `file:line` at the start of Node's output for a syntax error, and in the frames of a stack. */
const AT_START = /^(?:file:\/\/)?(\/[^\n]*):(\d+)$/m
const IN_FRAME = /^\s+at (?:.*\()?(file:\/\/\/[^\n]*?):(\d+):\d+\)?$/m

/** @param file the file that was loaded; the error may be in a file that it imports */
export function partFault(error: unknown, file: string): SseCompatError {
  const { path, line } = placeOf(error, file) ?? { path: file, line: undefined }
  const where = line === undefined ? path : `${path}:${line}`
  return new SseCompatError('bad-part', `cannot be loaded: ${reason(error)}`, { where, cause: error })
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return `its code throws ${shown(error)}, which is no error`
  if (!(error instanceof SyntaxError)) return sayError(error) || error.name
  // The redaction treats "token" as the name of a secret and would remove the text after it.
  const [first = ''] = error.message.split('\n')
  const words = first
    .replace(/^Unexpected token [`']<eof>[`']/, 'unexpected end of the file')
    .replace(/^Unexpected token [`'](.+?)[`']/, 'unexpected $1 here')
    .replace(/\btoken\b/gi, 'symbol')
  return `syntax error: ${words}`
}

const shown = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : String(value))

interface FaultLocation {
  readonly path: string
  readonly line: number
}

function placeOf(error: unknown, file: string): FaultLocation | undefined {
  if (!(error instanceof Error)) return undefined
  const stack = error.stack ?? ''
  if (!(error instanceof SyntaxError)) return place(IN_FRAME.exec(stack))
  // Node's loader gives the position of an error in TypeScript, but not of one in JavaScript.
  return place(AT_START.exec(stack)) ?? javaScriptFault(dirname(file))
}

function place(match: RegExpExecArray | null): FaultLocation | undefined {
  const [, path, line] = match ?? []
  if (path === undefined || line === undefined) return undefined
  return { path: path.startsWith('file:') ? fileURLToPath(path) : path, line: Number(line) }
}

/** The first file of a folder with a syntax error. */
function javaScriptFault(folder: string): FaultLocation | undefined {
  for (const name of globSync('**/*.{js,mjs}', { cwd: folder }).sort()) {
    const { status, stderr } = spawnSync(process.execPath, ['--check', join(folder, name)], { encoding: 'utf8' })
    if (status !== 0) return place(AT_START.exec(stderr))
  }
  return undefined
}
