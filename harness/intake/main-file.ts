/** Which product, and which file comes first. */

import { type Adapter, type ConfigTree, SseCompatError } from '../model/index.ts'
import { withoutMark } from './decode.ts'
import type { Found } from './files.ts'
import { includedIn } from './included.ts'
import type { IntakeFile } from './intake-file.ts'

/** Name of a main file that was made here. */
const GATHERED = 'all-files.conf'

/** Names of main files. */
export const MAIN = /(^|\/)(nginx|apache2|httpd)\.conf(\.(template|tmpl|tpl|default))?$/

/** Of a folder without a main file: what one would include. */
const INCLUDED = /^([^/]+|(conf\.d|http\.d|sites-enabled|sites|vhosts|vhosts\.d|servers|templates)\/[^/]+)$/

/** @throws SseCompatError `which-file` where there are several */
export function mainAmong(found: readonly Found[], given: string): string | undefined {
  const all = found.map(({ key }) => key).filter((key) => MAIN.test(key))
  // Templates and defaults lie beside the one that is used.
  const used = all.filter((key) => key.endsWith('.conf'))
  const mains = used.length > 0 ? used : all
  const depth = (key: string) => key.split('/').length
  const least = Math.min(...mains.map(depth))
  const [first, second] = mains.filter((key) => depth(key) === least)
  if (second === undefined) return first
  throw new SseCompatError('which-file', `${given} has several main files: ${first}, ${second}`, {
    advice: 'give the one that is meant',
  })
}

/** @throws SseCompatError `unknown-product` */
export function productOf(
  files: Readonly<Record<string, IntakeFile | undefined>>,
  adapters: readonly Adapter[],
  given: string,
) {
  const scored = adapters.flatMap(({ product, likeness, includeLine }) => {
    if (likeness === undefined || includeLine === undefined) return []
    const score = Object.values(files).reduce((sum, file) => sum + likeness(withoutMark(file?.text ?? '')), 0)
    return [{ product, likeness, includeLine, score }]
  })
  const best = scored.reduce((best, next) => (next.score > best.score ? next : best), {
    ...scored[0],
    score: 0,
  } as (typeof scored)[0] & {})
  if (best.score > 0) return best
  throw new SseCompatError(
    'unknown-product',
    `${given} is no configuration of ${adapters
      .filter((each) => each.likeness)
      .map(({ title }) => title)
      .join(' or ')}`,
    {
      advice: 'give the main file, the folder that holds it, or a part that has the directives which proxy',
    },
  )
}

/** A folder without a main file: one that includes what a main file would. */
export function gather(
  texts: Readonly<Record<string, string>>,
  likeness: (text: string) => number,
  includeLine: (file: string) => string,
): ConfigTree {
  const alike = Object.keys(texts).filter((key) => likeness(texts[key] ?? '') > 0)
  const usual = alike.filter((key) => INCLUDED.test(key))
  // Beside a compose file the configuration lies in a folder of its own.
  const likely = usual.length > 0 ? usual : alike
  const included = includedIn(texts)
  const first = likely.filter((key) => !included.has(key))
  const keys = first.length > 0 ? first : likely
  const [only] = keys
  if (keys.length === 1 && only !== undefined) return { [only]: texts[only] ?? '', ...texts }
  return { [GATHERED]: `${keys.map(includeLine).join('\n')}\n`, ...texts }
}
