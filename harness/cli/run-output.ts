/** Writes the output of `run` and `judge` besides the run's folder: the text for people, and each requested format. */
import { stripVTControlCharacters } from 'node:util'
import { loadFormats } from '../matrix/catalog.ts'
import type { Report } from '../model/index.ts'
import { checkFormats, TEXT, type Wanted, writeFormats, writeStepSummary } from './formats.ts'
import type { WithParts } from './options.ts'
import { type Detail, type Ending, summaryOf } from './summary/summary.ts'

/** For the text of the option. */
export const RUN_FORMATS = 'text, json, junit, github, gitlab, csv, summary, badge or badge-svg'

export interface RunFormatOptions {
  readonly format: readonly Wanted[]
}

export type WriteRun = (report: Report, ending: Ending) => Promise<void>

/** Created before any work is done, so that a wrong name is reported immediately. @throws SseCompatError as `checkFormats` */
export async function runWriter({
  format: wanted,
  parts,
  ...detail
}: RunFormatOptions & WithParts & Detail): Promise<WriteRun> {
  const summarised = (process.env.GITHUB_STEP_SUMMARY ?? '') !== ''
  const formats = wanted.length > 0 || summarised ? await loadFormats(parts) : []
  const printed = await checkFormats(wanted, formats)
  return async (report, ending) => {
    const text = (stream: NodeJS.WriteStream, how: Detail): string =>
      summaryOf(report, ending, stream, how)
        .map((line) => `${line}\n`)
        .join('')
    const rendered = (id: string): string => {
      if (id === TEXT.id) return stripVTControlCharacters(text(process.stdout, detail))
      const [first] = formats.find((one) => one.id === id)?.render(report, () => undefined) ?? []
      return first?.content ?? ''
    }
    for (const { id } of printed) process.stdout.write(id === TEXT.id ? text(process.stdout, detail) : rendered(id))
    // Standard output is then for a program; the person at the terminal gets the short text on standard error.
    if (!printed.some(({ id }) => id === TEXT.id)) process.stderr.write(text(process.stderr, { quiet: true }))
    await writeFormats(wanted, rendered)
    if (summarised) await writeStepSummary(() => rendered('summary'))
  }
}
