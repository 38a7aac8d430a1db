/** Fields of a connection that `add_header` writes into a response. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'

const FIELD = /^(connection|keep-alive|proxy-connection|transfer-encoding|upgrade)$/i
export const isOfConnection = (directive: Directive): boolean => FIELD.test(firstArg(directive))

/** https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2, https://www.rfc-editor.org/rfc/rfc9112#section-6.1 */
export const whyNot = (field: string): string =>
  /^transfer-encoding$/i.test(field)
    ? 'nginx writes its own Transfer-Encoding, and a second one is an error to strict clients and to an nginx in front, which answers 502'
    : 'a response over HTTP/2 must not have such a field, so that a client rejects it; over HTTP/1.1 nginx writes its own'

/** @param levels innermost first: `add_header` of the innermost level that has any is in effect */
export function connectionFields(levels: readonly (readonly Directive[])[]): readonly Remark[] {
  const own = levels.map((level) => level.filter(({ name }) => name === 'add_header')).find((some) => some.length > 0)
  return (own ?? []).filter(isOfConnection).map((one) => ({
    where: whereOf(one),
    says: `\`add_header ${firstArg(one)}\`: ${whyNot(firstArg(one))}. Take the line out`,
  }))
}
