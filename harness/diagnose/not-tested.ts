/** Parts of a configuration that are recognised and cannot be tested: named with their place and what to do instead. Pure. */
import { type NotTested, SseCompatError } from '../model/index.ts'
import type { Names } from './report/file-names.ts'

const INSTEAD = 'measure it at the running server: sse-compat probe <url>'

/** A line for each, of a configuration that has something to test besides. */
export const notTestedNotes = (parts: readonly NotTested[], { named }: Pick<Names, 'named'>): readonly string[] =>
  parts
    .filter(({ kind }) => kind === 'protocol')
    .map(({ where, says }) => `${named(where)}: not tested: ${says}; ${INSTEAD}`)

/**
 * @param printCommand `ConfigLanguage.printCommand`
 * @throws SseCompatError for a configuration in which nothing passes requests on over HTTP, where that has a reason
 */
export function refuseNotTested(
  parts: readonly NotTested[],
  { named }: Pick<Names, 'named'>,
  printCommand?: string,
): void {
  const [first, ...more] = parts.filter(({ kind }) => kind === 'protocol')
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` (likewise ${more.map(({ where }) => named(where)).join(', ')})`
    throw new SseCompatError('cannot-play', `${first.says}${others}`, { where: first.where, advice: INSTEAD })
  }
  const [include] = parts
  if (include === undefined) return
  throw new SseCompatError(
    'no-route',
    `nothing that was given proxies, and this include was not provided: ${include.says}`,
    {
      where: include.where,
      advice: `give the folder that holds it${printCommand === undefined ? '' : `, or the whole configuration as \`${printCommand}\` prints it`}`,
    },
  )
}
