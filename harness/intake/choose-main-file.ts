/** Selects the main file of a folder. */

import { type ConfigLanguage, type ConfigTree, SseCompatError } from '../model/index.ts'
import type { Found } from './files.ts'
import { type KnownNames, knownNames } from './known-names.ts'
import { includedIn } from './read-includes.ts'

/** Name, without extension, of a main file that is generated. */
const GATHERED = 'all-files'

/** @throws SseCompatError `which-file` where there are several */
export function mainAmong(found: readonly Found[], given: string, names: KnownNames): string | undefined {
  const all = found.map(({ key }) => key).filter(names.isMain)
  // Templates and default files are stored beside the file that is used.
  const used = all.filter((key) => names.mainFiles.some((name) => key.endsWith(name)))
  const mains = used.length > 0 ? used : all
  const depth = (key: string) => key.split('/').length
  const least = Math.min(...mains.map(depth))
  const [first, second] = mains.filter((key) => depth(key) === least)
  if (second === undefined) return first
  throw severalMains(given, first, second)
}

/**
 * A file that is a whole configuration by its contents, whatever its name: other files belong to it where an include names them.
 * @param included keys of files that another one includes
 * @throws SseCompatError `which-file` where there are several
 */
export function wholeAmong(
  texts: ConfigTree,
  { whole }: ConfigLanguage,
  included: ReadonlySet<string>,
  given: string,
): string | undefined {
  if (whole === undefined) return undefined
  const [first, second] = Object.keys(texts).filter((key) => !included.has(key) && whole.test(texts[key] ?? ''))
  if (second === undefined) return first
  throw severalMains(given, first, second)
}

const severalMains = (given: string, first: string | undefined, second: string): SseCompatError =>
  new SseCompatError('which-file', `${given} has several main files: ${first}, ${second}`, {
    advice: 'name the one to test',
  })

/** For a folder without a main file: generates one that includes the files that a main file would include. */
export function gather(
  texts: ConfigTree,
  { likeness, includes, extensions }: ConfigLanguage,
  languages: readonly ConfigLanguage[],
): ConfigTree {
  const alike = Object.keys(texts).filter((key) => likeness(texts[key] ?? '') > 0)
  const usual = alike.filter(knownNames(languages).isIncluded)
  // Beside a compose file the configuration is usually in its own folder.
  const likely = usual.length > 0 ? usual : alike
  const included = includedIn(texts, languages)
  const first = likely.filter((key) => !included.has(key))
  const keys = first.length > 0 ? first : likely
  const [only] = keys
  if (only !== undefined && (keys.length === 1 || includes === undefined))
    return { [only]: texts[only] ?? '', ...texts }
  return { [`${GATHERED}.${extensions[0]}`]: `${keys.map((key) => includes?.line(key) ?? '').join('\n')}\n`, ...texts }
}
