/** Writes the report of `check`: the text for people, and each requested format. */
import type { CheckFormat } from '../../reports/check-formats/check-format.ts'
import type { CheckOptions } from '../diagnose/options.ts'
import type { PrintedReport } from '../diagnose/report/redacted.ts'
import { loadPart, partsOfKind } from '../matrix/load-part.ts'
import { checkFormats, TEXT, type Wanted, writeFormats, writeStepSummary } from './formats.ts'

export interface FormatOptions {
  readonly format: readonly Wanted[]
}

/** The text for people, for this terminal or for a file. */
export type TextFor = (where: 'terminal' | 'file') => string

/** Writes a report. Created before any work is done, so that a wrong name is reported immediately. */
export type WriteReport = (report: PrintedReport, text: TextFor) => Promise<void>

/** @throws SseCompatError as `checkFormats` */
export async function reportWriter(options: CheckOptions & FormatOptions): Promise<WriteReport> {
  const wanted = wantedOf(options)
  // With `--show-secrets` the output is only for the person who requested it; a job summary has more readers.
  const summarised = !options.showSecrets && !options.watch && (process.env.GITHUB_STEP_SUMMARY ?? '') !== ''
  const formats = wanted.length > 0 || summarised ? await loadCheckFormats() : []
  const checked = await checkFormats(wanted, formats, options.output === 'patch')
  // The report is written to a file, so nothing that was not requested is printed.
  const isElsewhere = options.output !== undefined && wanted.every(({ file }) => file !== undefined)
  const printed = isElsewhere ? [] : checked
  return async (report, text) => {
    const rendered = (id: string): string =>
      id === TEXT.id ? text('file') : (formats.find((one) => one.id === id)?.render(report) ?? '')
    for (const { id } of printed) process.stdout.write(id === TEXT.id ? text('terminal') : rendered(id))
    await writeFormats(wanted, rendered)
    if (summarised) await writeStepSummary(() => rendered('summary'))
  }
}

/** `--json` and `--output <file>` select formats too. */
function wantedOf({ format, json, output }: CheckOptions & FormatOptions): readonly Wanted[] {
  const file = output === undefined || output === 'patch' ? {} : { file: output }
  if (json) return [...format, { id: 'json', ...file }]
  return output === undefined || output === 'patch' ? format : [...format, { id: TEXT.id, ...file }]
}

/** Formats are found by their folders. */
export async function loadCheckFormats(): Promise<readonly CheckFormat[]> {
  const parts = await partsOfKind('reports/check-formats', [])
  const found = await Promise.all(parts.map((part) => loadPart<CheckFormat>(part, 'format', 'format')))
  return found.flatMap((format) => format ?? [])
}
