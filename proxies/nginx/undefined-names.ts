/** A variable, a zone or a table that nothing defines: nginx reports it without a place. Pure. */

import type { Candidate, ConfigTree } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import type { Directive } from './config.ts'
import { settingOf, type Texts } from './scope.ts'
import { undefinedIn } from './stubs.ts'
import { allOf } from './whole-tree.ts'

const MAP = ['map $http_upgrade $connection_upgrade {', '    default upgrade;', "    ''      close;", '}']

/** The line that a message without a place is about. */
export function placeOfRefusal(tree: ConfigTree, message: string): string | undefined {
  const [, variable] = /^unknown "(\w+)" variable/.exec(message) ?? []
  const [, zone] = /^zero size shared memory zone "([^"]+)"/.exec(message) ?? []
  const [, from, to] = /^no "charset_map" between the charsets "([^"]+)" and "([^"]+)"/.exec(message) ?? []
  const all = allOf(tree)
  if (from !== undefined && to !== undefined) {
    const line = lineOf(all, 'source_charset', from) ?? lineOf(all, 'charset', to)
    return line && whereOf(line)
  }
  const found = all.find((one) =>
    variable === undefined
      ? zone !== undefined && !one.name.endsWith('_zone') && one.args.some(({ text }) => isZone(text, zone))
      : undefinedIn(one, all).includes(variable),
  )
  return found && whereOf(found)
}

const lineOf = (all: readonly Directive[], name: string, charset: string): Directive | undefined =>
  all.find((one) => one.name === name && one.args[0]?.text.toLowerCase() === charset.toLowerCase())

const isZone = (text: string, zone: string): boolean => text === zone || text === `zone=${zone}`

/** `$connection_upgrade`: the map of nginx's own documentation, which a copied location lacks. */
export function defined(scope: Texts, directive: Directive, all: readonly Directive[]): Candidate | undefined {
  const opening = all.find(({ name }) => name === 'http')?.opening
  if (opening === undefined || !undefinedIn(directive, all).includes('connection_upgrade')) return undefined
  const doc = 'https://nginx.org/en/docs/http/websocket.html'
  const setting = { ...settingOf(scope, directive.name, { module: 'http_map', why: '' }, directive), doc }
  const text = (scope.tree[opening.file] ?? '').slice(opening.end)
  const lineBreak = text.startsWith('\r\n') ? '\r\n' : '\n'
  const title = 'define $connection_upgrade by a `map` in `http`'
  const { file, start, end } = opening
  const change = [{ file, start, end, text: MAP.map((line) => `${lineBreak}    ${line}`).join('') }]
  return { id: title, setting, change, originHeaders: [], title, why: 'no line defines the variable' }
}
