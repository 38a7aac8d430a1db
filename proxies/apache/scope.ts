/** The directives that hold for one route, and changes of them. Pure. */

import type { Corrected } from '../../harness/config/spelling.ts'
import { putBefore, putInstead, takeOut } from '../../harness/config/text-edits.ts'
import type { Candidate, Change, ConfigTree, Setting, Situation } from '../../harness/model/index.ts'
import { SseCompatError } from '../../harness/model/index.ts'
import { respell, takeOutWord } from '../_kit/changes.ts'
import { whereOf } from '../_kit/directive.ts'
import { inOwnFiles } from '../_kit/file-copies.ts'
import { optionsOf } from '../_kit/remedies.ts'
import { arg, type Directive, type Word } from './config.ts'
import { type Macros, startMacros } from './macros.ts'
import { ownModules } from './main-file.ts'
import { isBuiltIn, moduleName, modulesToLoad } from './modules.ts'
import { type Selected, selectHost } from './select-server.ts'
import { active, loadTree } from './tree.ts'

export interface Scope {
  /** With the lines that macros expand to. */
  readonly tree: ConfigTree
  /** Undefined for files that are not read as a whole. */
  readonly macros?: Macros
  readonly selected: Selected
  /** Everything in effect: the virtual host's, then the main server's, with the content of sections for the path. */
  readonly directives: readonly Directive[]
}

/** What is needed to change one directive. */
export type Texts = Pick<Scope, 'tree' | 'macros'>

/** Undefined where the configuration cannot be read, or nothing proxies. */
export function scopeOf(situation: Situation): Scope | undefined {
  const { config, build } = situation
  try {
    const macros = startMacros(config)
    const top = loadTree({ tree: config, macros, absent: new Set() })
    const own = ownModules(top)
    const isWhole = own.length > 0 && top.some(({ key }) => key === 'serverroot')
    const present = new Set([...modulesToLoad(top, own, isWhole, build), ...own])
    const holding = active(
      top,
      (name) => present.has(moduleName(name)) || isBuiltIn(moduleName(name), build),
      build.version,
    )
    const asked = optionsOf(situation)
    const selected = selectHost(holding, top, Object.keys(config)[0] ?? '', asked)
    return { tree: macros.texts, macros, selected, directives: directivesOf(selected) }
  } catch (error) {
    if (error instanceof SseCompatError) return undefined
    throw error
  }
}

/** What is in effect for a route, the virtual host's first. */
export const directivesOf = ({ levels, route }: Selected): readonly Directive[] =>
  levels.flatMap((level) => [...holdingFor(level, route.path)])

/** The sections that apply to a route, with those inside of them. */
export function* sectionsOf({ levels, route }: Selected): Generator<Directive> {
  for (const level of levels) yield* sectionsIn(level, route.path)
}

function* sectionsIn(level: readonly Directive[], path: string): Generator<Directive> {
  for (const directive of level) {
    if (directive.section === undefined || !takesIn(directive, path)) continue
    yield directive
    yield* sectionsIn(directive.section, path)
  }
}

/** Simple directives, including those of sections that match the path. */
function* holdingFor(level: readonly Directive[], path: string): Generator<Directive> {
  for (const directive of level) {
    if (directive.section === undefined) yield directive
    else if (takesIn(directive, path)) yield* holdingFor(directive.section, path)
  }
}

/** A section without a path, or with an expression, may apply: only a run shows it. */
function takesIn(section: Directive, path: string): boolean {
  if (section.key === 'virtualhost' || section.key.startsWith('directory') || section.key.startsWith('files'))
    return false
  if (section.key !== 'location' || arg(section) === '~') return true
  const prefix = arg(section)
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`) || `${prefix}/` === path
}

export interface About {
  /** Page of the directive, e.g. `mod_proxy.html#proxytimeout`. */
  readonly doc: string
  readonly why: string
}

const DOCS = 'https://httpd.apache.org/docs/2.4/'

export function settingOf(scope: Texts, directive: Directive, doc: string): Setting {
  return { name: directive.name, where: whereOf(directive), says: textOf(scope, directive), doc: DOCS + doc }
}

/** As it is written, on one line. */
export const textOf = ({ tree }: Texts, { file, start, end }: Directive): string =>
  (tree[file] ?? '')
    .slice(start, end)
    .replace(/\\\r?\n/g, ' ')
    .replace(/\s+/g, ' ')

/** Removes a directive. */
export function gone(scope: Texts, directive: Directive, { doc, why }: About): Candidate {
  const setting = settingOf(scope, directive, doc)
  const id = `-${whereOf(directive)}`
  return { ...candidate(setting, `take out \`${setting.says}\``, [takeOut(scope.tree, directive)], why, scope), id }
}

/** Removes one argument. Several lines may have the same. */
export function without(scope: Scope, directive: Directive, word: Word, { doc, why }: About): Candidate {
  const edit = takeOutWord(scope.tree, word, /[ \t]/)
  const [first] = directive.args
  const line = first === undefined || first === word ? directive.name : `${directive.name} ${first.text}`
  const title = `take ${word.text} out of ${line}`
  const id = `-${whereOf(directive)} ${word.text}`
  return { ...candidate(settingOf(scope, directive, doc), title, [edit], why, scope), id }
}

/** Replaces a word of a directive. */
export function reworded(
  scope: Scope,
  directive: Directive,
  word: Pick<Word, 'file' | 'line' | 'start' | 'end'>,
  text: string,
  title: string,
  { doc, why }: About,
): Candidate {
  return candidate(settingOf(scope, directive, doc), title, [putInstead(word, text)], why, scope)
}

/** Another change that is made because of a directive. */
export const changed = (
  scope: Scope,
  directive: Directive,
  title: string,
  change: Change,
  { doc, why }: About,
): Candidate => candidate(settingOf(scope, directive, doc), title, change, why, scope)

/** Corrects a misspelt directive name; the arguments stay. */
export function respelt(scope: Texts, directive: Directive, corrected: Corrected, { doc, why }: About): Candidate {
  const { opening } = directive
  const start = opening.start + (directive.section === undefined ? 0 : 1)
  const { title, edit } = respell(opening, start, directive.name, corrected)
  return candidate({ ...settingOf(scope, directive, doc), name: corrected.name }, title, [edit], why, scope)
}

/** A new line before a directive; the setting is a default that nothing sets. */
export function added(scope: Scope, before: Directive, line: string, says: string, { doc, why }: About): Candidate {
  const setting = { name: line.split(' ')[0] ?? line, says, doc: DOCS + doc }
  return candidate(setting, `set ${line}`, [putBefore(scope.tree, before, [line])], why, scope)
}

function candidate(setting: Setting, title: string, change: Change, why: string, { macros }: Texts): Candidate {
  const use = change.map(({ file }) => macros?.uses.get(file)).find((one) => one !== undefined)
  const own = { id: title, setting, change: inOwnFiles(change), originHeaders: [] }
  if (use === undefined || macros === undefined) return { ...own, title, why }
  const count = [...macros.uses.values()].filter(({ defined }) => defined === use.defined).length
  const all = count === 1 ? 'its only Use' : `all of its ${count} Uses`
  return {
    ...own,
    title: `${title}, in macro ${use.macro}: for ${all}`,
    why: `${why}; the line is in macro ${use.macro}, here by \`${use.text}\` (${use.where}): a change of it holds for ${all}`,
  }
}
