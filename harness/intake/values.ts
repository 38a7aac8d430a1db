/** Fills in templates: with values that were given or found, and with default values. */

import { type ConfigLanguage, SseCompatError } from '../model/index.ts'
import type { IntakeFile } from './intake-file.ts'
import { MAX_BYTES } from './size-limits.ts'
import { fillIn, namesIn, optionalIn, standInFor, unfilledIn, type Values, withDefaults } from './templates.ts'
import { hasMark, withoutMark } from './text-encoding.ts'

/** Names in the templates that have no value yet. */
export const namesNeeded = (files: Readonly<Record<string, IntakeFile>>, given: Values): readonly string[] => [
  ...new Set(Object.values(files).flatMap(({ text }) => namesIn(text).filter((name) => !Object.hasOwn(given, name)))),
]

/** `PORT, TIMEOUT: values from docker-compose.yml` */
export function sourceNotes(sources: Readonly<Record<string, string>>): readonly string[] {
  const bySource = Map.groupBy(Object.entries(sources), ([, source]) => source)
  return [...bySource].map(
    ([source, names]) =>
      `${names.map(([name]) => name).join(', ')}: filled in from ${source}, beside the configuration`,
  )
}

/**
 * The files as a proxy reads them. Hosts and ports without a value get a default value, variables that are a whole line become
 * empty; other names are kept.
 * @throws SseCompatError `too-large` where the result is larger than a configuration may be
 */
export function fillAll(
  files: Readonly<Record<string, IntakeFile>>,
  values: Values,
  languages: readonly ConfigLanguage[],
  notes: string[],
): Record<string, string> {
  const all: Record<string, string> = { ...values }
  for (const [key, { text }] of Object.entries(files)) {
    const optional = optionalIn(text)
    for (const { name, where } of unfilledIn(text, key, languages)) {
      if (Object.hasOwn(all, name)) continue
      const standIn = optional.has(name) ? '' : standInFor(name)
      if (standIn === undefined) continue
      all[name] = standIn
      notes.push(`${where}: ${name} has no value, ${standIn === '' ? 'nothing' : `"${standIn}"`} stands for it`)
    }
  }
  let left = MAX_BYTES
  return Object.fromEntries(
    Object.entries(files).map(([key, { text }]) => {
      if (hasMark(text)) notes.push(`${key}:1: ${MARKED}`)
      const plain = withoutMark(text)
      for (const each of withDefaults(plain)) notes.push(`${key}:${each.line}: ${notKnown(each)}`)
      const filled = fillIn(plain, all, left)
      if (filled === undefined) throw tooLong(key)
      left -= Math.max(0, filled.length - text.length)
      return [key, filled]
    }),
  )
}

/** Verified with each known product: the mark makes its first directive an unknown one. */
const MARKED =
  'the byte order mark at the start was skipped. A proxy itself refuses such a file: save it without the mark'

const notKnown = ({ written, name }: { readonly written: string; readonly name: string }): string =>
  `${written} is left as it is by envsubst, which knows no default values, and the proxy then refuses or misreads the line: write \${${name}} and give it a value. It was tested as if that were done`

const tooLong = (file: string): SseCompatError =>
  new SseCompatError('too-large', `with its variables filled in, it is longer than ${MAX_BYTES / 1e6} MB`, {
    where: file,
    advice: 'give shorter values with --env, or in .env',
  })
