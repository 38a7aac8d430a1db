/** Lines of the files that were checked, by the place that a report names. */
import type { Intake } from '../../intake/read.ts'
import type { Names } from './file-names.ts'
import { printableLine } from './redacted.ts'

export interface SourceLine {
  /** `app.conf:5` */
  readonly where: string
  readonly line: number
  /** Without secrets and control characters. */
  readonly text: string
}

/** @returns undefined for a place that is in no file which was given */
export type Sources = (where: string) => SourceLine | undefined

export const NO_SOURCES: Sources = () => undefined

/** As the files are written: of a template before it was filled in. */
export function sourcesOf(
  { config, files }: Pick<Intake, 'config' | 'files'>,
  { named }: Pick<Names, 'named'>,
): Sources {
  const texts = new Map(
    Object.entries(config).map(([key, text]) => [named(key), (files[key]?.text ?? text).split(/\r?\n|\r/)]),
  )
  return (where) => {
    const [, file = '', line = ''] = /^(.*):(\d+)$/.exec(where) ?? []
    const text = texts.get(file)?.[Number(line) - 1]
    return text === undefined ? undefined : { where, line: Number(line), text: printableLine(text) }
  }
}

/** How far above the line that passes requests on the place of a route begins. */
const FAR = 200

/** Where the route's place begins: `location /events/ {`, above the line that passes requests on; that line itself where it is not found. */
export function placeOfRoute(route: { readonly name: string; readonly where: string }, sources: Sources): string {
  const [, file = '', line = ''] = /^(.*):(\d+)$/.exec(route.where) ?? []
  const words = route.name.split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return route.where
  for (let at = Number(line); at > 0 && at > Number(line) - FAR; at -= 1) {
    const found = sources(`${file}:${at}`)
    if (found !== undefined && startsWith(found.text, words)) return found.where
  }
  return route.where
}

const startsWith = (text: string, words: readonly string[]): boolean => {
  const own = text.trim().split(/[\s{]+/)
  return words.every((word, index) => own[index] === word)
}
