/** Which product, and which file comes first. */

import { type Adapter, type ConfigLanguage, type ConfigTree, SseCompatError } from '../model/index.ts'
import type { Found } from './files.ts'
import type { IntakeFile } from './intake-file.ts'
import { type KnownNames, knownNames } from './known-names.ts'
import { includedIn } from './read-includes.ts'
import { withoutMark } from './text-encoding.ts'

/** Name of a main file that was made here, without its extension. */
const GATHERED = 'all-files'

/** @throws SseCompatError `which-file` where there are several */
export function mainAmong(found: readonly Found[], given: string, names: KnownNames): string | undefined {
  const all = found.map(({ key }) => key).filter(names.isMain)
  // Templates and defaults lie beside the one that is used.
  const used = all.filter((key) => names.mainFiles.some((name) => key.endsWith(name)))
  const mains = used.length > 0 ? used : all
  const depth = (key: string) => key.split('/').length
  const least = Math.min(...mains.map(depth))
  const [first, second] = mains.filter((key) => depth(key) === least)
  if (second === undefined) return first
  throw new SseCompatError('which-file', `${given} has several main files: ${first}, ${second}`, {
    advice: 'give the one that is meant',
  })
}

/**
 * The product whose language most lines look like.
 * @throws SseCompatError `unknown-product`
 */
export function productOf(
  files: Readonly<Record<string, IntakeFile | undefined>>,
  adapters: readonly Adapter[],
  given: string,
): { readonly product: string; readonly language: ConfigLanguage } {
  const texts = Object.values(files).map((file) => withoutMark(file?.text ?? ''))
  const scored = adapters.flatMap(({ product, language }) => {
    if (language === undefined) return []
    return [{ product, language, score: texts.reduce((sum, text) => sum + language.likeness(text), 0) }]
  })
  const [best] = scored.sort((a, b) => b.score - a.score)
  if (best !== undefined && best.score > 0) return best
  throw new SseCompatError('unknown-product', `${given} is no configuration of ${titlesOf(adapters, 'or')}`, {
    advice: 'give the main file, the folder that holds it, or a part that has the directives which proxy',
  })
}

/** `nginx or Apache httpd`: those whose configurations can be tested. */
export function titlesOf(adapters: readonly Adapter[], between: 'and' | 'or'): string {
  const titles = adapters.filter(({ language }) => language !== undefined).map(({ title }) => title)
  return [titles.slice(0, -1).join(', '), ...titles.slice(-1)].filter((part) => part !== '').join(` ${between} `)
}

/** A folder without a main file: one that includes what a main file would. */
export function gather(
  texts: ConfigTree,
  { likeness, includes, extensions }: ConfigLanguage,
  languages: readonly ConfigLanguage[],
): ConfigTree {
  const alike = Object.keys(texts).filter((key) => likeness(texts[key] ?? '') > 0)
  const usual = alike.filter(knownNames(languages).isIncluded)
  // Beside a compose file the configuration lies in a folder of its own.
  const likely = usual.length > 0 ? usual : alike
  const included = includedIn(texts, languages)
  const first = likely.filter((key) => !included.has(key))
  const keys = first.length > 0 ? first : likely
  const [only] = keys
  if (only !== undefined && (keys.length === 1 || includes === undefined))
    return { [only]: texts[only] ?? '', ...texts }
  return { [`${GATHERED}.${extensions[0]}`]: `${keys.map((key) => includes?.line(key) ?? '').join('\n')}\n`, ...texts }
}
