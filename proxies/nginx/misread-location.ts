/** A location that no request matches, since its path is not a path or is written like an expression; and the probable intention. Pure. */

import { samplePath } from '../../harness/config/path-from-regexp.ts'
import { readRegExp } from '../../harness/config/safe-regexp.ts'
import type { Location } from './locations.ts'

export interface Misread {
  /** Why no request matches it. */
  readonly why: string
  /** The location as it was probably intended; undefined where that is unknown. */
  readonly meant?: string
  /** A path that it was intended for. */
  readonly path?: string
}

/** In a prefix these characters have no special meaning. */
const LITERAL = /[*^$|()[\\]/

/** Undefined for an expression, a named one, and one that matches as it is written. */
export function misread({ kind, text }: Location): Misread | undefined {
  if ((kind !== 'prefix' && kind !== 'prefix-final' && kind !== 'exact') || text === '') return undefined
  const modifier = kind === 'exact' ? '= ' : kind === 'prefix-final' ? '^~ ' : ''
  if (text.startsWith('/')) return LITERAL.test(text) ? asExpression(text, modifier) : undefined
  const why = `every path begins with "/", none with "${text[0]}"`
  if (text.startsWith('*')) {
    const regex = `${text.slice(1).replaceAll('.', '\\.')}$`
    const path = samplePath(readRegExp(regex, false) ?? /^$/)
    return path === undefined ? { why } : { why, meant: `\`location ~ ${regex}\``, path }
  }
  const rest = text.replace(/^[\^~*=]+/, '')
  const path = rest.startsWith('/') ? rest : `/${rest}`
  if (text.startsWith('^')) {
    const isPlain = !LITERAL.test(path.replace(/\$$/, ''))
    const plain = isPlain ? path.replace(/\$$/, '') : (samplePath(readRegExp(`^${path}`, false) ?? /^$/) ?? '')
    const regex = `\`location ~ ^${path}\``
    return plain === ''
      ? { why }
      : { why, meant: isPlain ? `\`location ^~ ${plain}\` or ${regex}` : regex, path: plain }
  }
  return /^\/[\w./-]*$/.test(path) ? { why, meant: `\`location ${modifier}${path}\``, path } : { why }
}

/** `/events/*` and `/events/(.*)` were intended for everything below, `/events$` for that path alone. */
function asExpression(text: string, modifier: string): Misread {
  const why = `without a \`~\` it is no expression, and is compared letter by letter`
  const [, plain = '', rest = ''] = /^(.*?)(\$|\(?\.?[*+]\)?\$?)?$/s.exec(text) ?? []
  if (LITERAL.test(plain)) {
    const path = samplePath(readRegExp(`^${text}`, false) ?? /^$/)
    return path === undefined ? { why } : { why, meant: `\`location ~ ^${text}\``, path }
  }
  return { why, meant: `\`location ${rest === '$' ? '= ' : modifier}${plain}\``, path: plain }
}
