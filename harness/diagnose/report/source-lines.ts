/** Lines of the checked files, by the place that a report names. */
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

/** @returns undefined for a place that is not in the given files */
export type Sources = (where: string) => SourceLine | undefined

export const NO_SOURCES: Sources = () => undefined

/** As the files are written: templates before they were filled in. */
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

/** Maximum number of lines between the directive that proxies and the start of its location. */
const FAR = 200

/**
 * The start of the route's location: `location /events/ {`, above the directive that proxies; that directive itself where the
 * start is not found.
 */
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
