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
  throw new SseCompatError('unknown-product', `${given} is no configuration of ${titlesOf(adapters, 'or')}`, {
    advice: 'give the main file, the folder that holds it, or a part that has the directives which proxy',
  })
}

/** `nginx or Apache httpd`: the products whose configurations can be tested. */
export function titlesOf(adapters: readonly Adapter[], between: 'and' | 'or'): string {
  const titles = adapters.filter(({ language }) => language !== undefined).map(({ title }) => title)
  return [titles.slice(0, -1).join(', '), ...titles.slice(-1)].filter((part) => part !== '').join(` ${between} `)
}
