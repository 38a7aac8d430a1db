/** `sse-compat diff <before> <after>`: the changes between two runs, or two checks. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { diffMarkdown } from '../../reports/diff/markdown.ts'
import { diffText } from '../../reports/diff/text.ts'
import type { Report } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { visibleJson } from '../redact/visible-characters.ts'
import { readReport } from '../run/report-file.ts'
import { type Shape, wrongIn } from '../run/shape.ts'
import { type CheckedConfig, type Comparable, comparableCheck, comparableRun } from '../verdict/diff/comparable.ts'
import { type Comparison, compare, isRegression } from '../verdict/diff/compare.ts'
import { checkFormats, formatOption, type Known, TEXT, type Wanted, writeFormats, writeStepSummary } from './formats.ts'

const FORMATS: readonly Known[] = [
  { id: 'markdown', asked: 'document' },
  { id: 'json', asked: 'document' },
]

/** Sets the exit code: 1 where something passed before and fails now. */
export const diffCommand = (): Command =>
  new Command('diff')
    .description('say what changed between two runs, or two `check --json`: exit code 1 for a regression')
    .argument('<before>', 'folder of a run, its report.json, or a file with the output of check --json')
    .argument('<after>', 'the same, later')
    .addOption(formatOption('text, markdown or json'))
    .exitOverride()
    .action(async (before: string, after: string, { format }: { readonly format: readonly Wanted[] }) => {
      const printed = await checkFormats(format, FORMATS)
      const comparison = await diff(before, after)
      const rendered = (id: string): string => {
        if (id === 'json') return `${visibleJson(JSON.stringify(comparison, null, 2))}\n`
        return id === TEXT.id ? diffText(comparison) : diffMarkdown(comparison)
      }
      for (const { id } of printed) process.stdout.write(rendered(id))
      await writeFormats(format, rendered)
      await writeStepSummary(() => rendered('markdown'))
      process.exitCode = isRegression(comparison) ? 1 : 0
    })

/** @throws SseCompatError where one of them cannot be read, or they have nothing in common */
export async function diff(before: string, after: string): Promise<Comparison> {
  const both = [await readStored(before), await readStored(after)] as const
  // Where each run has one build of each product, two versions of the product are compared.
  const byBuild = both.some((one) => 'cells' in one && !hasOneBuildEach(one))
  const comparable = (one: Report | CheckedConfig): Comparable =>
    'cells' in one ? comparableRun(one, byBuild) : comparableCheck(one)
  return compare(comparable(both[0]), comparable(both[1]))
}

const hasOneBuildEach = ({ cells }: Report): boolean =>
  new Set(cells.map(({ question }) => question)).size === cells.length

/** Bytes: larger than the report of a run of everything. */
const LARGEST = 200_000_000

async function readStored(path: string): Promise<Report | CheckedConfig> {
  const found = await stat(path).catch(() => undefined)
  const file = found?.isDirectory() === true ? join(path, 'report.json') : path
  const text = await readText(file)
  const stored = parsed(text)
  refuseFailed(stored, file)
  return isCheck(stored, file) ? stored : readReport(text, file)
}

async function readText(file: string): Promise<string> {
  try {
    const found = await stat(file)
    if (!found.isFile() || found.size > LARGEST) throw new Error('it is no file, or too large')
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new SseCompatError('no-report', 'there is no report to compare', {
      where: file,
      advice:
        'Give the folder of a run, or a file with the output of check --json. `sse-compat judge <run>` writes a missing report.json.',
      cause,
    })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @throws SseCompatError for `{"error": …}`, the output of a command that could not do its work */
function refuseFailed(stored: unknown, file: string): void {
  if (typeof stored !== 'object' || stored === null || !('error' in stored) || 'routes' in stored) return
  const { error } = stored
  if (typeof error !== 'object' || error === null || !('message' in error)) return
  const where = 'where' in error && typeof error.where === 'string' ? `${error.where}: ` : ''
  throw new SseCompatError('bad-report', `this is the error of a check that failed: ${where}${error.message}`, {
    where: file,
    advice: 'Repeat that check when the cause is removed: there is nothing to compare.',
  })
}

/** The version of `check --json` that this reads. */
const CHECK_SCHEMA = 2
const CHECK: Shape = {
  tool: 'string',
  config: 'string',
  build: { id: 'string', runtime: 'string' },
  routes: [
    {
      ...texts('name', 'path', 'host', 'address', 'grade', 'headline'),
      findings: [
        { ...texts('criterion', 'case', 'kind', 'outcome', 'observed', 'actual'), measures: [{ name: 'string' }] },
      ],
    },
  ],
}

function texts(...names: string[]): Readonly<Record<string, Shape>> {
  return Object.fromEntries(names.map((name) => [name, 'string']))
}

function isCheck(stored: unknown, file: string): stored is CheckedConfig {
  if (typeof stored !== 'object' || stored === null || !('routes' in stored) || !Array.isArray(stored.routes))
    return false
  if ('schema' in stored && stored.schema === CHECK_SCHEMA && wrongIn(stored, CHECK, '') === undefined) return true
  throw new SseCompatError('bad-report', 'it is no output of `check --json` that this version reads', {
    where: file,
    advice: 'Make it again with this version.',
  })
}
