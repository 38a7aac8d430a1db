/** `--format`: which formats are printed, and which are written to files. */
import { access, appendFile, constants, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Option } from 'commander'
import { SseCompatError } from '../model/index.ts'
import { visible } from '../redact/visible-characters.ts'
import { checkNames } from './nearest.ts'

/** One requested format. */
export interface Wanted {
  readonly id: string
  /** Absent: standard output. */
  readonly file?: string
}

/** A format that can be requested. `document`: on standard output it must be the only one. */
export interface Known {
  readonly id: string
  readonly asked?: 'lines' | 'document'
}

/** The text for people, which each command words itself. */
export const TEXT: Known = { id: 'text', asked: 'lines' }

/** @param when the condition under which the command has a result to print: `with --token: ` */
export const formatOption = (ids: string, when = ''): Option =>
  new Option(
    '--format <id[=file]>',
    `${when}print the result as ${ids}, or write it to a file; several, separated by commas or repeated`,
  )
    .default([], 'text')
    .argParser(collectFormats)

/** Parses `github,junit=out.xml`. A comma in a file's name starts another format only where the name of a format follows. */
export function collectFormats(value: string, before: readonly Wanted[]): Wanted[] {
  const parts = value.split(/,(?=[a-z][a-z-]*(?:=|,|$))/)
  return [
    ...before,
    ...parts.map((part): Wanted => {
      const [, id, equals, file] = /^\s*([\w-]+)\s*(=?)(.*)$/s.exec(part) ?? []
      if (id === undefined || (equals === '') !== (file === '')) {
        throw new SseCompatError('bad-option', `--format takes <id> or <id>=<file>, not "${part}"`, {
          advice: 'For example --format junit=report.xml.',
        })
      }
      return file === undefined || file === '' ? { id } : { id, file }
    }),
  ]
}

/**
 * Validates before any work is done: unknown names, folders that do not exist, two documents for one place.
 * @param isTaken standard output is used for something else
 * @returns the formats for standard output: the text where no other format is printed
 * @throws SseCompatError `unknown-name`, `bad-option`, `unwritable`
 */
export async function checkFormats(
  wanted: readonly Wanted[],
  known: readonly Known[],
  isTaken = false,
): Promise<readonly Wanted[]> {
  const askable = [TEXT, ...known.filter(({ asked }) => asked !== undefined)]
  checkNames(
    'format',
    wanted.map(({ id }) => id),
    askable.map(({ id }) => id),
  )
  const files = wanted.flatMap(({ file }) => (file === undefined ? [] : [file]))
  const twice = files.find((file, index) => files.indexOf(file) !== index)
  if (twice !== undefined) throw new SseCompatError('bad-option', `--format: two formats for the file ${twice}`)
  for (const file of files) await checkWritable(file)
  const printed = [...new Set(wanted.flatMap(({ id, file }) => (file === undefined ? [id] : [])))]
  const alone = printed.find((id) => askable.some((one) => one.id === id && one.asked === 'document'))
  if (printed.length > (alone === undefined ? Number.POSITIVE_INFINITY : 1) || (isTaken && printed.length > 0)) {
    const id = alone ?? printed[0] ?? ''
    throw new SseCompatError('bad-option', `--format ${id} has to be alone on standard output`, {
      advice: `Give each other one a file: --format ${id}=<file>.`,
    })
  }
  return printed.length === 0 && !isTaken ? [{ id: TEXT.id }] : printed.map((id) => ({ id }))
}

async function checkWritable(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  try {
    if (found?.isDirectory() === true) throw Object.assign(new Error(), { code: 'EISDIR' })
    await access(found === undefined ? dirname(file) : file, constants.W_OK)
  } catch (error) {
    throw unwritable(file, error)
  }
}

const unwritable = (file: string, error: unknown): SseCompatError =>
  new SseCompatError('unwritable', `cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`, {
    where: file,
    advice: 'Name a file in a folder that is there.',
  })

/** @throws SseCompatError `unwritable` */
export async function writeFormats(wanted: readonly Wanted[], render: (id: string) => string): Promise<void> {
  for (const { id, file } of wanted) {
    if (file !== undefined) await writeOutput(file, render(id))
  }
}

/** @throws SseCompatError `unwritable` */
export async function writeOutput(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw unwritable(file, error)
  })
}

/** GitHub drops the whole summary of a step above this size; other commands of the step may have written to it as well. */
const MAX_STEP_SUMMARY = 1024 * 1024

/** Writes the summary of a GitHub job, if the command runs in one. Never fails the command. */
export async function writeStepSummary(
  render: () => string,
  file = process.env.GITHUB_STEP_SUMMARY ?? '',
): Promise<void> {
  if (file === '') return
  try {
    const there = await stat(file).then(
      ({ size }) => size,
      () => 0,
    )
    const content = `${render()}\n`
    const short = '_The summary of this command did not fit: GitHub takes 1 MiB of a step._\n'
    const room = MAX_STEP_SUMMARY - there
    const fits = [content, short].find((text) => Buffer.byteLength(text) <= room)
    if (fits !== undefined) await appendFile(file, fits)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error)
    process.stderr.write(`the job summary could not be written: ${visible(`${file}: ${why}`)}\n`)
  }
}
