/** Applies the remedies of a report to the files that they were found for: writes them, or makes one patch. */
import { applyPatch, parsePatch } from 'diff'
import type { Intake } from '../../intake/read.ts'
import type { Names } from '../report/file-names.ts'
import type { CheckReport, Written } from '../report/report.ts'
import { diffOf } from '../search/diff.ts'
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
  const files = remedied(report, given, names, narrower).map(({ one }) => one)
  return dryRun ? planFix(files) : writeFix(files)
}

/** One diff for all routes, in the format of each route's own diff; '' for no change. */
export const changeOf = (report: CheckReport, given: Given, names: Names, narrower: boolean): string =>
  remedied(report, given, names, narrower)
    .map(({ key, one: { was, is } }) => diffOf({ [key]: was }, { [key]: is }, names.inDiff))
    .join('')

/** The bytes of a patch for the command in `Names.applies`; each file in its own encoding. Empty for no change. */
export function patchOf(report: CheckReport, given: Given, names: Names, narrower: boolean): Buffer {
  return Buffer.concat(
    remedied(report, given, names, narrower).flatMap(({ key, one: { was, is, encoding } }) => {
      const [, head = '', hunks = ''] =
        /^(--- .*\n\+\+\+ .*\n)([\s\S]*)$/.exec(diffOf({ [key]: was }, { [key]: is }, names.inDiff)) ?? []
      // GNU patch ends a file name at a space, unless a tab follows the name.
      return [Buffer.from(/ .* /.test(head) ? head.replaceAll('\n', '\t\n') : head), Buffer.from(hunks, encoding)]
    }),
  )
}

/** The changes of all routes, applied one after the other; one that no longer applies after another is skipped. */
function remedied(
  { routes }: CheckReport,
  { files }: Given,
  { inDiff, named }: Names,
  isNarrow: boolean,
): readonly { readonly key: string; readonly one: NewText }[] {
  const texts = new Map(Object.entries(files).map(([key, { text }]) => [key, text]))
  const keys = new Map(Object.keys(files).map((key) => [`a/${inDiff(key)}`, key]))
  for (const { combined, narrower } of routes) {
    const remedy = isNarrow ? (narrower ?? combined) : combined
    for (const patch of parsePatch(remedy?.diff ?? '')) {
      const key = keys.get(patch.oldFileName ?? '') ?? ''
      const changed = applyPatch(texts.get(key) ?? '', patch)
      if (changed !== false) texts.set(key, changed)
    }
  }
  return Object.entries(files).flatMap(([key, { path, text, encoding }]) => {
    const is = texts.get(key) ?? text
    return is === text ? [] : [{ key, one: { file: path, name: named(key), was: text, is, encoding } }]
  })
}
