/** The remedies of a report, written into the files that they were found for. */
import { applyPatch, parsePatch } from 'diff'
import type { Intake } from '../../intake/read.ts'
import { type NewText, writeFix } from './fix.ts'
import type { Names } from './names.ts'
import type { CheckReport, Written } from './report.ts'

/** Those of all routes, one after the other; one that does not fit any more after another is left out. */
export async function applyRemedies(
  { routes }: CheckReport,
  { files }: Pick<Intake, 'files'>,
  { inDiff, named }: Names,
): Promise<readonly Written[]> {
  const texts = new Map(Object.entries(files).map(([key, { text }]) => [key, text]))
  const keys = new Map(Object.keys(files).map((key) => [`a/${inDiff(key)}`, key]))
  for (const { combined } of routes) {
    for (const patch of parsePatch(combined?.diff ?? '')) {
      const key = keys.get(patch.oldFileName ?? '') ?? ''
      const changed = applyPatch(texts.get(key) ?? '', patch)
      if (changed !== false) texts.set(key, changed)
    }
  }
  return writeFix(
    Object.entries(files).flatMap(([key, { path, text, encoding }]): NewText[] => {
      const is = texts.get(key) ?? text
      return is === text ? [] : [{ file: path, name: named(key), was: text, is, encoding }]
    }),
  )
}
