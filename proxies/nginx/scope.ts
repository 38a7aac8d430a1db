/** The directives that hold for one route, innermost block first, and changes of them. Pure. */

import { startConfigEdits } from '../../harness/config/parsed-edits.ts'
import type { Span } from '../../harness/config/span-edits.ts'
import type { Corrected } from '../../harness/config/spelling.ts'
import { putAfter, putInstead, takeOut } from '../../harness/config/text-edits.ts'
import type { Candidate, Change, ConfigTree, Setting, Situation } from '../../harness/model/index.ts'
import { SseCompatError } from '../../harness/model/index.ts'
import { respell, takeOutWord } from '../_kit/changes.ts'
import { whereOf } from '../_kit/directive.ts'
import { optionsOf } from '../_kit/remedies.ts'
import type { Directive, Word } from './config.ts'
import { directivesIn, layoutOf } from './layout.ts'
import { selectServer } from './select-server.ts'
import { loadTree } from './tree.ts'
import { writeInLine } from './writer.ts'

export interface Scope {
  readonly tree: ConfigTree
  readonly version: string
  /** The directives directly in the location, in those around it, in the server, in `http`, and in the main context. */
  readonly levels: readonly (readonly Directive[])[]
  /** The `proxy_pass` that answers. */
  readonly pass: Directive
  /** A directive of this route can follow it: the `proxy_pass`, or the `if` around it, which accepts few directives. */
  readonly anchor: Directive
  /** The location that answers directly: not where a rewrite, `error_page` or an `if` leads to it. */
  readonly location: Directive | undefined
  /** The locations that a request goes through, in their order. */
  readonly through: readonly Directive[]
}

/** What is needed to name a directive that holds. */
export type Texts = Pick<Scope, 'tree' | 'levels'>

/** Undefined where the configuration cannot be read, or nothing proxies. */
export function scopeOf(situation: Situation): Scope | undefined {
  const { config, build } = situation
  try {
    const layout = layoutOf(
      loadTree({ tree: config, edits: startConfigEdits(config, writeInLine), build, folder: '/' }),
    )
    const asked = optionsOf(situation)
    const { route } = selectServer(layout.http, Object.keys(config)[0] ?? '', asked)
    const outer = layout.shape === 'main' ? [layout.http, layout.top] : [layout.http]
    const conditional = route.blocks[0]?.name === 'if' ? route.blocks[0] : undefined
    const blocks = conditional ? route.blocks.slice(1) : route.blocks
    const levels = [...blocks.map(({ block }) => block ?? []), ...outer]
    const anchor = levels[0]?.find((each) => [...directivesIn([each])].includes(route.pass)) ?? route.pass
    const isDirect = conditional === undefined && route.through.length === 1
    const location = isDirect ? route.through[0] : undefined
    const { pass, through } = route
    return { tree: config, version: build.version, levels, pass, anchor, location, through }
  } catch (error) {
    if (error instanceof SseCompatError) return undefined
    throw error
  }
}

/** The one in effect: of the innermost block that has any. */
export function holding({ levels }: Texts, name: string): Directive | undefined {
  return levels.map((level) => level.find((directive) => directive.name === name)).find((found) => found !== undefined)
}

/** All in effect of a directive that may be repeated. */
export function allHolding({ levels }: Scope, name: string): readonly Directive[] {
  const found = levels.map((level) => level.filter((directive) => directive.name === name))
  return found.find((some) => some.length > 0) ?? []
}

export interface About {
  /** The value without a directive, to continue a sentence: `on is the default`. */
  readonly byDefault?: string
  /** Documentation page of the module, e.g. `http_proxy`; `core` is not HTTP's. */
  readonly module: string
  readonly why: string
}

const docOf = (name: string, module: string): string =>
  `https://nginx.org/en/docs/${module === 'core' ? '' : 'http/'}ngx_${module}_module.html#${name}`
const argsOf = ({ args }: Directive): string => args.map(({ text }) => text).join(' ')
/** As it is written, on one line. */
export const textOf = ({ tree }: Texts, { file, start, end }: Directive): string =>
  (tree[file] ?? '').slice(start, end).replace(/\s+/g, ' ')

export function settingOf(
  scope: Texts,
  name: string,
  { byDefault, module }: About,
  directive = holding(scope, name),
): Setting {
  const doc = docOf(name, module)
  if (directive !== undefined) return { name, where: whereOf(directive), says: textOf(scope, directive), doc }
  return { name, says: `${name} is not set${byDefault === undefined ? '' : `: ${byDefault}`}`, doc }
}

/** Gives a directive another value for this route alone; undefined where it has that value already. */
export function set(scope: Scope, name: string, value: string, about: About): Candidate | undefined {
  const held = holding(scope, name)
  const has = held === undefined ? about.byDefault?.split(' ')[0] : argsOf(held)
  if (has === value) return undefined
  const own = scope.levels[0]?.find((directive) => directive.name === name)
  const line = `${name} ${value};`
  const edit = own === undefined ? putAfter(scope.tree, scope.anchor, [line]) : putInstead(own, line)
  const places = own === undefined ? 1 : includedBy(scope, own)
  const title = `set ${name} ${value}${places > 1 ? `, for all ${places} places that include the line` : ''}`
  return candidate(settingOf(scope, name, about), title, [edit], about.why)
}

/** How often the line is read: that of an included file in each block that includes it. */
const includedBy = ({ levels }: Texts, { file, start }: Directive): number =>
  [...directivesIn(outermost(levels))].filter((one) => one.file === file && one.start === start).length

/** `http`, which contains the other levels. */
const outermost = (levels: Texts['levels']): readonly Directive[] =>
  levels.find((level) => level.some(({ name, block }) => name === 'server' && block !== undefined)) ??
  levels.at(-1) ??
  []

/** Gives a directive another value where it is written. */
export function reworded(scope: Scope, directive: Directive, value: string, about: About): Candidate {
  const { name } = directive
  const setting = settingOf(scope, name, about, directive)
  return candidate(setting, `set ${name} ${value}`, [putInstead(directive, `${name} ${value};`)], about.why)
}

/** Adds a directive that nothing sets, directly after the `{` of a block. */
export function putInto(scope: Scope, opening: Span, name: string, value: string, about: About): Candidate {
  const { file, start, end } = opening
  const edit = { file, start, end, text: ` ${name} ${value};` }
  return candidate(settingOf(scope, name, about), `set ${name} ${value}`, [edit], about.why)
}

/**
 * Removes one word from a directive's arguments. A directive further out stays for other routes: this route's location gets a
 * line of its own with the rest. Undefined where nothing would be left.
 */
export function without(scope: Scope, directive: Directive, word: string, about: About): Candidate | undefined {
  const found = directive.args.find(({ text }) => text.toLowerCase() === word.toLowerCase())
  if (found === undefined) return undefined
  if (scope.levels[0]?.includes(directive) !== true) {
    const rest = directive.args.filter((one) => one !== found)
    if (rest.length === 0) return undefined
    const line = `${[directive, ...rest].map((one) => writtenIn(scope, one)).join(' ')};`
    const setting = settingOf(scope, directive.name, about, directive)
    const title = `set ${directive.name} without ${word} in the location`
    return candidate(setting, title, [putAfter(scope.tree, scope.anchor, [line])], about.why)
  }
  if (directive.args.length === 1) return gone(scope, directive, about)
  const edit = takeOutWord(scope.tree, found, /\s/)
  const setting = settingOf(scope, directive.name, about, directive)
  return candidate(setting, `take ${word} out of ${directive.name}`, [edit], about.why)
}

/** A word with its quotes; of a directive its name. */
const writtenIn = ({ tree }: Texts, one: Directive | Word): string =>
  'name' in one ? one.name : (tree[one.file] ?? '').slice(one.start, one.end)

/** Removes a directive. */
export function gone(scope: Texts, directive: Directive, about: About): Candidate {
  const setting = settingOf(scope, directive.name, about, directive)
  const title = `take out \`${setting.says}\``
  return {
    ...candidate(setting, title, [takeOut(scope.tree, directive)], about.why),
    id: `-${whereOf(directive)} ${directive.start}`,
  }
}

/** Corrects a misspelt directive name; the arguments stay. */
export function respelt(scope: Texts, directive: Directive, corrected: Corrected, about: About): Candidate {
  const { name } = corrected
  const setting = { ...settingOf(scope, directive.name, about, directive), name, doc: indexed(name) }
  const { title, edit } = respell(directive, directive.start, directive.name, corrected)
  return candidate(setting, title, [edit], about.why)
}

/** Corrects words of a directive's value; its name stays. */
export function revalued(
  scope: Texts,
  directive: Directive,
  { words, meant }: { readonly words: readonly Word[]; readonly meant: string },
  about: About,
): Candidate {
  const [first = directive, last = first] = [words[0], words.at(-1)]
  const setting = { ...settingOf(scope, directive.name, about, directive), doc: indexed(directive.name) }
  const written = words.map(({ text }) => text).join(' ')
  const edit = { file: first.file, start: first.start, end: last.end, text: meant }
  return candidate(setting, `write \`${meant}\` instead of \`${written}\` in \`${setting.says}\``, [edit], about.why)
}

/** Ends a directive after one of its words: what follows is another directive. */
export function ended(scope: Texts, directive: Directive, behind: Word, about: About): Candidate {
  const { file, end } = behind
  const setting = settingOf(scope, directive.name, about, directive)
  return candidate(
    setting,
    `put the missing \`;\` behind \`${directive.name} …\``,
    [{ file, start: end, end, text: ';' }],
    about.why,
  )
}

/** Removes a `=` or `:` between a directive's name and its value. */
export function withoutSign(scope: Texts, directive: Directive, sign: Word, about: About): Candidate {
  const { file, start, end } = sign
  const setting = settingOf(scope, directive.name, about, directive)
  const title = `take \`${sign.text}\` out of \`${setting.says}\``
  return candidate(setting, title, [{ file, start: start - 1, end, text: '' }], about.why)
}

/** nginx's index of directives links to all of them. */
export const indexed = (name: string): string => `https://nginx.org/en/docs/dirindex.html#${name}`

function candidate(setting: Setting, title: string, change: Change, why: string): Candidate {
  return { id: title, setting, change, originHeaders: [], title, why }
}
