/** Applies the remedies of a report to the files that they were found for: writes them, or makes one patch. */
import { applyPatch, parsePatch } from 'diff'
import type { Intake } from '../../intake/read.ts'
import type { Names } from '../report/file-names.ts'
import type { CheckReport, Written } from '../report/report.ts'
import { diffOf } from '../search/diff.ts'
import { mergeFixes } from './merge-fixes.ts'
import { type NewText, planFix, writeFix } from './write-files.ts'

type Given = Pick<Intake, 'files'>

export interface Choice {
  /** For a stream's own path only, where the report has such a change. */
  readonly narrower: boolean
  /** Write nothing. */
  readonly dryRun: boolean
}

/** @returns the written files; with `dryRun` the files that would be written */
export const applyRemedies = (
  report: CheckReport,
  given: Given,
  names: Names,
  { narrower, dryRun }: Choice,
): Promise<readonly Written[]> => {
  const files = remedied(report, given, names, narrower).files.map(({ one }) => one)
  return dryRun ? planFix(files) : writeFix(files)
}

/** One diff for all routes, in the format of each route's own diff; '' for no change. */
export const changeOf = (report: CheckReport, given: Given, names: Names, narrower: boolean): string =>
  remedied(report, given, names, narrower)
    .files.map(({ key, one: { was, is } }) => diffOf({ [key]: was }, { [key]: is }, names.inDiff))
    .join('')

/** The same report in which changes that are in no diff of all routes are marked, with a note for each. */
export function withLeftOut(report: CheckReport, given: Given, names: Names, narrower: boolean): CheckReport {
  const leftOut = new Set(remedied(report, given, names, narrower).leftOut)
  if (leftOut.size === 0) return report
  const notes = report.routes.flatMap(({ name, where, combined }, index) =>
    combined === undefined || !leftOut.has(index)
      ? []
      : [
          `the change for ${name} (${where}), ${combined.titles.join('; ')}, is not in the diff: it contradicts the change for another route`,
        ],
  )
  const routes = report.routes.map((route, index) =>
    route.combined === undefined || !leftOut.has(index)
      ? route
      : { ...route, combined: { ...route.combined, isLeftOut: true } },
  )
  return { ...report, routes, notes: [...report.notes, ...notes] }
}

/** The bytes of a patch for the command in `Names.applies`; each file in its own encoding. Empty for no change. */
export function patchOf(report: CheckReport, given: Given, names: Names, narrower: boolean): Buffer {
  return Buffer.concat(
    remedied(report, given, names, narrower).files.flatMap(({ key, one: { was, is, encoding } }) => {
      const [, head = '', hunks = ''] =
        /^(--- .*\n\+\+\+ .*\n)([\s\S]*)$/.exec(diffOf({ [key]: was }, { [key]: is }, names.inDiff)) ?? []
      // GNU patch ends a file name at a space, unless a tab follows the name.
      return [Buffer.from(/ .* /.test(head) ? head.replaceAll('\n', '\t\n') : head), Buffer.from(hunks, encoding)]
    }),
  )
}

interface Remedied {
  readonly files: readonly { readonly key: string; readonly one: NewText }[]
  /** Indices of routes whose change contradicts an earlier one's. */
  readonly leftOut: readonly number[]
}

/** Those of all routes together. */
function remedied({ routes }: CheckReport, { files }: Given, { inDiff, named }: Names, isNarrow: boolean): Remedied {
  const patches = routes.map(({ combined, narrower }) =>
    parsePatch((isNarrow ? (narrower ?? combined) : combined)?.diff ?? ''),
  )
  const leftOut = new Set<number>()
  const done = new Set<string>()
  const changed = Object.entries(files).flatMap(([key, { path, text, encoding }]) => {
    // A link is another name of the same file.
    if (done.has(path)) return []
    done.add(path)
    const name = `a/${inDiff(key)}`
    const results = patches.map((some) => {
      const patch = some.find(({ oldFileName }) => oldFileName === name)
      return patch && (applyPatch(text, patch) || undefined)
    })
    const merged = mergeFixes(text, results)
    for (const index of merged.leftOut) leftOut.add(index)
    return merged.text === text
      ? []
      : [{ key, one: { file: path, name: named(key), was: text, is: merged.text, encoding } }]
  })
  return { files: changed, leftOut: [...leftOut] }
}
