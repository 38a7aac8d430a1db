/** The remedies of a report, for the files that they were found for: written into them, or as one patch. */
import { applyPatch, parsePatch } from 'diff'
import type { Intake } from '../../intake/read.ts'
import type { Names } from '../report/file-names.ts'
import type { CheckReport, Written } from '../report/report.ts'
import { diffOf } from '../search/diff.ts'
import { type NewText, writeFix } from './write-files.ts'

type Given = Pick<Intake, 'files'>

export const applyRemedies = (report: CheckReport, given: Given, names: Names): Promise<readonly Written[]> =>
  writeFix(remedied(report, given, names).map(({ one }) => one))

/** The bytes of a patch for the command that `Names.applies` names; each file in its own encoding. Empty for no change. */
export function patchOf(report: CheckReport, given: Given, names: Names): Buffer {
  return Buffer.concat(
    remedied(report, given, names).flatMap(({ key, one: { was, is, encoding } }) => {
      const [, head = '', hunks = ''] =
        /^(--- .*\n\+\+\+ .*\n)([\s\S]*)$/.exec(diffOf({ [key]: was }, { [key]: is }, names.inDiff)) ?? []
      // GNU patch ends a name at a blank, unless there is a tab behind it.
      return [Buffer.from(/ .* /.test(head) ? head.replaceAll('\n', '\t\n') : head), Buffer.from(hunks, encoding)]
    }),
  )
}

/** Those of all routes, one after the other; one that does not fit any more after another is left out. */
function remedied(
  { routes }: CheckReport,
  { files }: Given,
  { inDiff, named }: Names,
): readonly { readonly key: string; readonly one: NewText }[] {
  const texts = new Map(Object.entries(files).map(([key, { text }]) => [key, text]))
  const keys = new Map(Object.keys(files).map((key) => [`a/${inDiff(key)}`, key]))
  for (const { combined } of routes) {
    for (const patch of parsePatch(combined?.diff ?? '')) {
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
