/** Which product a configuration is written for. */
import { type Adapter, type ConfigLanguage, SseCompatError } from '../model/index.ts'
import type { IntakeFile } from './intake-file.ts'
import { withoutMark } from './text-encoding.ts'

/**
 * The product whose language matches the most lines.
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
  const [key, ...others] = Object.keys(files)
  const titles = titlesOf(adapters, 'or')
  const advice = `give the main file, the folder that holds it, or a part with the lines that pass requests on (${proxyingLines(adapters)})`
  const refuse = (message: string): SseCompatError => new SseCompatError('unknown-product', message, { advice })
  if (key === undefined) throw refuse(`${given} has no file of a configuration of ${titles}`)
  if (texts.some((text) => text.trim() !== '')) throw refuse(`${given} is no configuration of ${titles}`)
  if (others.length > 0) throw refuse(`the ${others.length + 1} files in ${given} are empty`)
  throw refuse(given.endsWith(key) ? `${given} is empty` : `${key} in ${given} is empty`)
}

/** Notes about files of another product that pass requests on: they were not tested. */
export function ofOtherProducts(
  texts: Readonly<Record<string, string>>,
  product: string,
  adapters: readonly Adapter[],
): readonly string[] {
  const own = adapters.find((one) => one.product === product)
  const found = Object.entries(texts).flatMap(([key, text]) => {
    const other = adapters.find(({ language }) => {
      const names = (language?.proxyingDirectives ?? []).filter((name) => !name.includes(' '))
      const passes = new RegExp(String.raw`^[ \t]*(${names.join('|')})[ \t]`, 'm')
      return names.length > 0 && passes.test(text) && (own?.language?.likeness(text) ?? 0) === 0
    })
    return other === undefined || other.product === product ? [] : [{ key, title: other.title }]
  })
  const notes = found
    .slice(0, MAX_NOTES)
    .map(
      ({ key, title }) =>
        `${key} was not tested: it is for ${title}, and the rest for ${own?.title}. Give it by itself`,
    )
  const more = found.length - MAX_NOTES
  return more > 0 ? [...notes, `nor were ${more} more files for another product`] : notes
}

/** Notes about files that pass requests on, and belong to no place of the configuration: they were not tested. @param main its key */
export function ofFilesApart(
  texts: Readonly<Record<string, string>>,
  main: string,
  included: ReadonlySet<string>,
  { proxyingDirectives, switchedOn }: ConfigLanguage,
): readonly string[] {
  const passes = new RegExp(String.raw`^(?:[^#\n]*[;{])?[ \t]*(?:${proxyingDirectives.join('|')})[ \t]`, 'm')
  // What is stored there and not enabled is off on purpose.
  const stored = Object.values(switchedOn)
  const found = Object.keys(texts).filter(
    (key) =>
      key !== main &&
      !included.has(key) &&
      !key.split('/').some((part) => stored.includes(part)) &&
      passes.test(texts[key] ?? ''),
  )
  const notes = found
    .slice(0, MAX_NOTES)
    .map((key) => `${key} was not tested: no include of ${main} names it. If it is used, give it by itself`)
  const more = found.length - MAX_NOTES
  return more > 0
    ? [...notes, `nor ${more === 1 ? 'was one more file' : `were ${more} more files`} that no include names`]
    : notes
}

const MAX_NOTES = 3

/** What a configuration has that can be tested. */
const proxyingLines = (adapters: readonly Adapter[]): string =>
  adapters
    .flatMap(({ title, language }) =>
      language === undefined ? [] : [`${language.proxyingDirectives.join(', ')} of ${title}`],
    )
    .join('; ')

/** `nginx or Apache httpd`: the products whose configurations can be tested. */
export function titlesOf(adapters: readonly Adapter[], between: 'and' | 'or'): string {
  const titles = adapters.filter(({ language }) => language !== undefined).map(({ title }) => title)
  return [titles.slice(0, -1).join(', '), ...titles.slice(-1)].filter((part) => part !== '').join(` ${between} `)
}
