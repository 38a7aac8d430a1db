/** `sse-compat check --last`: prints the latest check once more, whole, or in another format. */
import type { CheckOptions } from '../diagnose/options.ts'
import { sayReport } from '../diagnose/report/print-report.ts'
import { withoutControls } from '../diagnose/report/terminal/report-text.ts'
import { screenOf } from '../diagnose/report/terminal/screen.ts'
import { quietRows } from '../diagnose/report/terminal/verdict-lines.ts'
import { SseCompatError } from '../model/index.ts'
import { visible, visibleJson } from '../redact/visible-characters.ts'
import { type FormatOptions, reportWriter, type TextFor } from './check-output.ts'
import { writeOutput } from './formats.ts'
import { type KeptCheck, lastCheckFile, readLastCheck } from './last-check.ts'

/** @returns the exit code of that check @throws SseCompatError `no-report`; `bad-option` where it has no such view */
export async function showLastCheck(options: CheckOptions & FormatOptions): Promise<number> {
  const { checks, code } = await readLastCheck(lastCheckFile())
  const [only, ...others] = checks
  if (only !== undefined && others.length === 0) {
    const write = await reportWriter(options)
    await write(only.printed, textFor(only, options))
    return code
  }
  if (options.format.length > 0)
    throw new SseCompatError('bad-option', '--format writes the report of one configuration', {
      advice: `The latest check was of ${checks.length}: take --json.`,
    })
  const { output } = options
  const where = output === undefined ? 'terminal' : 'file'
  const text = options.json
    ? `${visibleJson(JSON.stringify({ schema: 2, reports: checks.map(({ printed }) => printed) }, null, 2))}\n`
    : checks.map((one) => textFor(one, options)(where)).join('')
  if (output === undefined) process.stdout.write(text)
  else await writeOutput(output, text)
  return code
}

const textFor =
  ({ printed, change }: KeptCheck, { quiet, color }: CheckOptions): TextFor =>
  (where) => {
    const screen = screenOf(where === 'terminal' ? process.stdout : undefined, { color, env: process.env })
    if (quiet) return `${quietRows(withoutControls(printed).routes, screen).join('\n')}\n`
    const title = `check of ${visible(printed.config)}, ${visible(printed.startedAt)}`
    return `${[title, '', ...sayReport(printed, change, screen)].join('\n')}\n`
  }
