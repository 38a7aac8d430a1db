/** Reads a configuration from standard input: one file, or all files as a product's command prints them. */
import { posix } from 'node:path'
import { SseCompatError } from '../model/index.ts'
import type { IntakeFile } from './intake-file.ts'
import { languagesOf } from './known-names.ts'
import { printedFiles } from './printed-files.ts'
import { type Intake, type IntakeOptions, intakeOf } from './read.ts'
import { MAX_BYTES } from './size-limits.ts'
import { decode } from './text-encoding.ts'

/** Represents standard input on the command line. */
export const STANDARD_INPUT = '-'
/** Its name in reports. */
const INPUT_NAME = '<stdin>'

const ADVICE = 'pipe a configuration into it: sse-compat check - < FILE'

export interface InputIntake extends Intake {
  /** The input was the output of such a command, whose files have their own paths. */
  readonly isPrinted: boolean
}

/** @throws SseCompatError `bad-file`, `too-large`, and as `readIntake` */
export function readInput(bytes: Buffer, options: IntakeOptions): InputIntake {
  if (bytes.length > MAX_BYTES) throw tooLarge()
  if (bytes.every((byte) => byte <= 0x20)) {
    throw new SseCompatError('bad-file', 'standard input is empty', {
      where: INPUT_NAME,
      advice: ADVICE,
    })
  }
  const { text, encoding } = decode(bytes, INPUT_NAME)
  const [printed] = languagesOf(options.adapters).flatMap((language) => {
    const found = printedFiles(text, language)
    return found === undefined ? [] : [found]
  })
  const top = printed === undefined ? '/' : posix.dirname(printed[0]?.path ?? '/')
  const files: Record<string, IntakeFile> = {}
  for (const { path, text: own } of printed ?? [{ path: INPUT_NAME, text }])
    files[printed === undefined ? path : keyOf(top, path)] = { path, text: own, encoding }
  const [first] = Object.keys(files)
  const given = {
    path: INPUT_NAME,
    top,
    folder: undefined,
    files,
    others: [],
    isFolder: false,
    first,
    notes: [],
    ...options,
  }
  return { ...intakeOf(given), isPrinted: printed !== undefined }
}

/** Reads to the end. @throws SseCompatError `bad-file` for a terminal, since users do not type a configuration there; `too-large` */
export async function readAllInput(stream: NodeJS.ReadableStream & { readonly isTTY?: boolean }): Promise<Buffer> {
  if (stream.isTTY === true) {
    throw new SseCompatError('bad-file', 'standard input is a terminal', {
      advice: ADVICE,
    })
  }
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of stream) {
    const own = Buffer.from(part)
    bytes += own.length
    if (bytes > MAX_BYTES) throw tooLarge()
    parts.push(own)
  }
  return Buffer.concat(parts)
}

const tooLarge = (): SseCompatError =>
  new SseCompatError('too-large', `more than ${MAX_BYTES / 1e6} MB`, {
    where: INPUT_NAME,
    advice: 'give the part that matters',
  })

/** Relative to the main file's folder; the full path for a file elsewhere. A numeric key would sort first. */
function keyOf(top: string, path: string): string {
  const below = posix.relative(top, path)
  const key = below.startsWith('..') ? path.slice(1) : below
  return /^\d+$/.test(key) ? `files/${key}` : key
}
