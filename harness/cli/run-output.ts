/** What `run` and `judge` write of a report besides the run's folder: the text for people, and each format that was asked for. */
import { stripVTControlCharacters } from 'node:util'
import { loadFormats } from '../matrix/catalog.ts'
import type { Report } from '../model/index.ts'
import { checkFormats, TEXT, type Wanted, writeFormats, writeStepSummary } from './formats.ts'
import type { WithParts } from './options.ts'
import { summaryOf } from './summary.ts'

export interface RunFormatOptions {
  readonly format: readonly Wanted[]
}

/** @param last the line that follows the text: where the report is */
export type WriteRun = (report: Report, last: string) => Promise<void>

/** Made before any work is done, so that a wrong name is told at once. @throws SseCompatError as `checkFormats` */
export async function runWriter({ format: wanted, parts }: RunFormatOptions & WithParts): Promise<WriteRun> {
  const summarised = (process.env.GITHUB_STEP_SUMMARY ?? '') !== ''
  const formats = wanted.length > 0 || summarised ? await loadFormats(parts) : []
  const printed = await checkFormats(wanted, formats)
  return async (report, last) => {
    const text = (): string => [...summaryOf(report, process.stdout), last].map((line) => `${line}\n`).join('')
    const rendered = (id: string): string => {
      if (id === TEXT.id) return stripVTControlCharacters(text())
      const [first] = formats.find((one) => one.id === id)?.render(report, () => undefined) ?? []
      return first?.content ?? ''
    }
    for (const { id } of printed) process.stdout.write(id === TEXT.id ? text() : rendered(id))
    if (!printed.some(({ id }) => id === TEXT.id)) process.stderr.write(`${last}\n`)
    await writeFormats(wanted, rendered)
    if (summarised) await writeStepSummary(() => rendered('summary'))
  }
}
