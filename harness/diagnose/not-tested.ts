/** Parts of a configuration that are recognised but cannot be tested, with their place and what to do instead. Pure. */
import { type NotTested, SseCompatError } from '../model/index.ts'
import type { Names } from './report/file-names.ts'

const INSTEAD = 'measure it at the running server: sse-compat probe <url>'

/** One line for each part, for a configuration that also has routes to test. */
export const notTestedNotes = (parts: readonly NotTested[], { named }: Pick<Names, 'named'>): readonly string[] =>
  parts
    .filter(({ kind }) => kind === 'protocol')
    .map(({ where, says }) => `${named(where)}: not tested: ${says}; ${INSTEAD}`)

/**
 * @param printCommand `ConfigLanguage.printCommand`
 * @throws SseCompatError for a configuration without a route over HTTP, if such a part is the reason
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
