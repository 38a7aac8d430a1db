/** Values for templates from files beside a configuration, and the file of each. Reads only files that a template needs. */
import { lstatSync, realpathSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import type { ConfigLanguage } from '../model/index.ts'
import { valuesInCompose } from './compose.ts'
import { COMPOSE_FILES } from './known-formats.ts'
import { knownNames } from './known-names.ts'
import { hasEntry, resolveInside } from './link-target.ts'
import { readFound } from './read-file.ts'
import { MAX_VALUES } from './size-limits.ts'
import { readValues, type Values } from './templates.ts'
import { decode, withoutMark } from './text-encoding.ts'

export interface Beside {
  readonly values: Values
  /** Name → the file with its value, relative to the configuration's folder, e.g. `.env`, `../docker-compose.yml`. */
  readonly sources: Readonly<Record<string, string>>
}

/**
 * Searches the configuration's own folder for the products' value files, `.env`, and a compose file. In the parent folder only a
 * compose file is read, only for names without a value, and only where one of its services mounts or builds the configuration's
 * folder. A folder with a repository or a compose file is a project's root: nothing above it is read.
 * @param needed names in templates that have no value
 */
export function valuesBeside(top: string, needed: readonly string[], languages: readonly ConfigLanguage[]): Beside {
  const values: Record<string, string> = {}
  const sources: Record<string, string> = {}
  const missing = (): string[] => needed.filter((name) => !Object.hasOwn(values, name))
  const take = (found: Values, source: string): void => {
    for (const name of needed) {
      const value = Object.hasOwn(found, name) ? found[name] : undefined
      if (value === undefined) continue
      values[name] = value
      sources[name] = source
    }
  }
  if (needed.length === 0) return { values, sources }
  const images = languages.flatMap(({ imageNames }) => imageNames)
  for (const name of [...knownNames(languages).valueFiles, '.env']) take(readValues(readBeside(top, name)), name)
  const own = composeIn(top)
  if (own !== undefined) take(valuesInCompose(own.text, images, readValues(readBeside(top, '.env'))), own.name)
  if (missing().length === 0) return { values, sources }
  const other = composeAbove(top)
  if (other === undefined) return { values, sources }
  const above = dirname(top)
  const isOurs = (path: string): boolean => isWithinOneAnother(resolve(above, path), top, above)
  const around = () => readValues(readBeside(above, '.env'))
  const found = valuesInCompose(other.text, images, around, isOurs)
  take(Object.fromEntries(missing().flatMap((name) => pairOf(found, name))), other.name)
  return { values, sources }
}

const pairOf = (found: Values, name: string): [string, string][] => {
  const value = Object.hasOwn(found, name) ? found[name] : undefined
  return value === undefined ? [] : [[name, value]]
}

/** The compose file of a folder; undefined for none. */
export function composeIn(folder: string): { readonly name: string; readonly text: string } | undefined {
  for (const name of COMPOSE_FILES) {
    const text = readBeside(folder, name)
    if (text !== '') return { name, text }
  }
  return undefined
}

/** The compose file of the folder above, named `../<name>`; none for the root of a project. */
export function composeAbove(top: string): { readonly name: string; readonly text: string } | undefined {
  if (composeIn(top) !== undefined || hasEntry(join(top, '.git'))) return undefined
  const found = composeIn(dirname(top))
  return found && { name: `../${found.name}`, text: found.text }
}

/** Whether a path is the configuration's folder or inside it, or a folder around it, up to that of the compose file. */
export const isWithinOneAnother = (path: string, top: string, above: string): boolean =>
  path === top || path.startsWith(`${top}${sep}`) || (path.startsWith(above) && top.startsWith(`${path}${sep}`))

/** Empty where the file does not exist, or is a link to another place, which is not followed. */
export function readBeside(folder: string, name: string): string {
  try {
    const real = realpathSync(folder)
    const leads = resolveInside(real, join(real, name))
    if (typeof leads !== 'object' || dirname(leads.path) !== real) return ''
    const kind = lstatSync(leads.path)
    if (!kind.isFile() || kind.size > MAX_VALUES) return ''
    const bytes = readFound(leads.path, kind)
    return bytes === undefined ? '' : withoutMark(decode(bytes, name).text)
  } catch {
    return ''
  }
}
