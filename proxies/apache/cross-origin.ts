/** What keeps a page of another origin from its stream: a refused preflight, and a field that the response has twice. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { arg, type Directive } from './config.ts'
import { nameOf } from './places.ts'
import { walk } from './tree.ts'

const ORIGIN = /^access-control-allow-origin:?$/i
const PAGES =
  'by which a browser asks before a page of another origin may send JSON, as clients of MCP and of language models do: if there are such pages, allow OPTIONS'

/** @param levels the directives that hold for a server */
export function crossOrigin(levels: readonly (readonly Directive[])[]): readonly Remark[] {
  const all = [...walk(levels.flat())]
  return [...all.flatMap(refusedPreflight), ...originTwice(all)]
}

/** https://fetch.spec.whatwg.org/#cors-preflight-fetch */
function refusedPreflight(directive: Directive): readonly Remark[] {
  const { key, name, args, section = [] } = directive
  const hasOptions = args.some(({ text }) => text.toUpperCase() === 'OPTIONS')
  const where = whereOf(directive)
  if (key === 'allowmethods' && !hasOptions && !/^reset$/i.test(arg(directive)))
    return [{ where, says: `\`${name}\` refuses OPTIONS, ${PAGES}` }]
  const isFor = key === 'limitexcept' ? !hasOptions : key === 'limit' && hasOptions
  if (!isFor || !section.some(isRefusal)) return []
  return [{ where, says: `\`${nameOf(directive)}\` refuses OPTIONS, ${PAGES}` }]
}

function isRefusal(directive: Directive): boolean {
  const words = directive.args.map(({ text }) => text.toLowerCase()).join(' ')
  if (directive.key === 'require') return words !== 'all granted'
  return directive.key === 'deny' && words === 'from all'
}

/**
 * `always` is a table of its own beside that of the application's fields, and `add` replaces nothing: https://fetch.spec.whatwg.org/#cors-check,
 * https://httpd.apache.org/docs/2.4/mod/mod_headers.html#header
 */
function originTwice(all: readonly Directive[]): readonly Remark[] {
  const lines = all.filter(({ key, args }) => key === 'header' && args.some(({ text }) => ORIGIN.test(text)))
  const actionOf = ({ args }: Directive): readonly [isAlways: boolean, action: string] => {
    const [first = '', second = ''] = args.map(({ text }) => text.toLowerCase())
    return /^(always|onsuccess)$/.test(first) ? [first === 'always', second] : [false, first]
  }
  const isTakenAway = lines.some((one) => !actionOf(one)[0] && actionOf(one)[1] === 'unset')
  if (isTakenAway) return []
  return lines
    .filter((one) => {
      const [isAlways, action] = actionOf(one)
      return action === 'add' || (isAlways && /^(set|setifempty|append|merge)$/.test(action))
    })
    .map((one) => ({
      where: whereOf(one),
      says: "`Header … Access-Control-Allow-Origin` adds that field beside the application's own, and a browser rejects a response that has it twice: if the application sends it, take the line out, or add `Header onsuccess unset Access-Control-Allow-Origin`",
    }))
}
