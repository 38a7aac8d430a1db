/** What `check` writes of a report, and where: the text for people, and each format that was asked for. */
import { stripVTControlCharacters } from 'node:util'
import type { CheckFormat } from '../../reports/check-formats/check-format.ts'
import type { CheckOptions } from '../diagnose/options.ts'
import { sayReport } from '../diagnose/report/print-report.ts'
import type { PrintedReport } from '../diagnose/report/redacted.ts'
import { loadPart, partsOfKind } from '../matrix/load-part.ts'
import { checkFormats, TEXT, type Wanted, writeFormats, writeStepSummary } from './formats.ts'

export interface FormatOptions {
  readonly format: readonly Wanted[]
}

/** Writes a report; made before any work is done, so that a wrong name is told at once. */
export type WriteReport = (report: PrintedReport) => Promise<void>

/** @throws SseCompatError as `checkFormats` */
export async function reportWriter(options: CheckOptions & FormatOptions): Promise<WriteReport> {
  const wanted = [...options.format, ...(options.json ? [{ id: 'json' }] : [])]
  // With `--show-secrets` it is for the eyes of who asked: a job summary is for more people.
  const summarised = !options.showSecrets && !options.watch && (process.env.GITHUB_STEP_SUMMARY ?? '') !== ''
  const formats = wanted.length > 0 || summarised ? await loadCheckFormats() : []
  const printed = await checkFormats(wanted, formats, options.output === 'patch')
  return async (report) => {
    const rendered = (id: string): string =>
      id === TEXT.id ? textOf(report) : (formats.find((one) => one.id === id)?.render(report) ?? '')
    // Not the text of a file: it is coloured for this terminal.
    for (const { id } of printed)
      process.stdout.write(id === TEXT.id ? `\n${sayReport(report, process.stdout).join('\n')}\n` : rendered(id))
    await writeFormats(wanted, rendered)
    if (summarised) await writeStepSummary(() => rendered('summary'))
  }
}

const textOf = (report: PrintedReport): string =>
  `${stripVTControlCharacters(sayReport(report, process.stdout).join('\n'))}\n`

/** Found by their folders. */
async function loadCheckFormats(): Promise<readonly CheckFormat[]> {
  const parts = await partsOfKind('reports/check-formats', [])
  const found = await Promise.all(parts.map((part) => loadPart<CheckFormat>(part, 'format', 'format')))
  return found.flatMap((format) => format ?? [])
}
