/** Takes out of an nginx configuration whatever runs a program, or names files and sockets that are not its own here. */

import type { Edits } from '../../harness/edits.ts'
import { startEdits } from '../../harness/edits.ts'
import {
  type BuildFacts,
  type ConfigTree,
  type PrepareOptions,
  type Site,
  SseCompatError,
} from '../../harness/model.ts'
import { directivesIn, namesFile, reasonToDrop } from './allowed.ts'
import { hostOf, hostPort } from './backends.ts'
import { type Directive, firstArg, parseNginx, type Word } from './config.ts'
import { isNeedless } from './modules.ts'
import { lackedBy, sourceOf } from './packages.ts'
import { walk } from './shape.ts'
import { loadTree, whereOf } from './tree.ts'

/**
 * A folder that never exists: no path through it leads to a file, not even one with `..`.
 * Every `root` and `alias` is this one.
 */
export const nowhere = (site: Site): string => `${site.directory}/no-files-here`

/** Numbers beyond which a directive takes the machine's memory and processes. */
const MOST: Readonly<Record<string, number>> = { worker_processes: 16, worker_connections: 65_536 }

/** Of a `thread_pool`, in each process; 32 is nginx's own default. */
const MOST_THREADS = 32

/** Of a shared zone, MiB: some hundred thousand states, https://nginx.org/en/docs/http/ngx_http_limit_req_module.html */
const MOST_ZONE = 128
const MIB: Readonly<Record<string, number>> = { '': 2 ** -20, k: 2 ** -10, m: 1, g: 1024 }

/** `zone=name:8192m`, `keys_zone=name:1g`. */
function isTooLarge({ text }: Word): boolean {
  const [, amount, unit = ''] = /^(?:(?:keys_)?zone=[\w.-]+):(\d+)([kmg]?)$/i.exec(text) ?? []
  return Number(amount) * (MIB[unit.toLowerCase()] ?? 0) > MOST_ZONE
}

/** Has to come before any other edit, so that no part of a dropped directive stays. */
export function dropUnsafe(
  top: readonly Directive[],
  build: BuildFacts,
  edits: Edits,
  { withoutLacking = false, strict = false }: PrepareOptions = {},
): void {
  for (const directive of directivesIn(top)) {
    const why = reasonToDrop(directive)
    const most = MOST[directive.name]
    if (most !== undefined && Number(firstArg(directive)) > most) {
      edits.replace(directive, `${directive.name} ${most};`, 'more than a test needs')
    }
    const threads = directive.name === 'thread_pool' ? directive.args.find(isTooManyThreads) : undefined
    for (const word of directive.args) {
      const [, named] = isTooLarge(word) ? (/^([^:]*:)/.exec(word.text) ?? []) : []
      if (named !== undefined) edits.replace(word, `${named}${MOST_ZONE}m`, 'more memory than a test needs')
    }
    if (threads !== undefined) edits.replace(threads, `threads=${MOST_THREADS}`, 'more than a test needs')
    if (why !== undefined && strict) refuse(directive, why)
    if (why !== undefined) edits.replaceWhole(directive, stillSets(directive), why)
    else if (isNeedless(directive.name, build))
      edits.replaceWhole(directive, '', 'of a module that this build does not have, and no part of a proxied stream')
    else if (withoutLacking) dropLacking(directive, build, edits)
  }
}

function refuse(directive: Directive, why: string): never {
  throw new SseCompatError('unsafe-config', `"${directive.name}" is refused: ${why}`, {
    where: whereOf(directive),
    advice: 'without isolation nothing outside of the allow-list is tested: install bubblewrap, or take the line out',
  })
}

function dropLacking(directive: Directive, build: BuildFacts, edits: Edits): void {
  const lacks = lackedBy(directive.name, build)
  if (lacks !== undefined)
    edits.replaceWhole(directive, stillSets(directive), `this build has no ${lacks}; ${sourceOf(lacks)}`, lacks)
}

const isTooManyThreads = ({ text }: Word): boolean => Number(/^threads=(\d+)$/.exec(text)?.[1]) > MOST_THREADS

/** What sets variables has to be replaced by something that does, or nginx does not know them. */
function stillSets({ name, args, block }: Directive): string {
  const variables = (words: readonly string[]) => words.filter((word) => /^\$\w+$/.test(word))
  // Those of lua and of set-misc.
  if (name.startsWith('set_'))
    return variables(args.slice(0, 1).map(({ text }) => text))
      .map((each) => `set ${each} '';`)
      .join('')
  const set = /^(js_set|js_var|perl_set)$/.test(name) ? args.slice(0, 1).map(({ text }) => text) : []
  const looked = name === 'geoip2' ? (block ?? []).map((entry) => entry.name) : []
  return variables([...set, ...looked])
    .map((each) => `map '' ${each} { default ''; }`)
    .join(' ')
}

/**
 * Reads what was prepared once more and looks for anything that is left: the net below the other parts.
 * @throws SseCompatError `unsafe-config`
 */
export function auditTree(tree: ConfigTree, site: Site, build: BuildFacts, folder: string): void {
  const top = loadTree({ tree, edits: startEdits(tree), build, folder, loaded: new Set() })
  const upstreams = new Set<string>()
  const all = [...directivesIn(top)]
  for (const each of all) if (each.name === 'upstream') upstreams.add(firstArg(each))
  const own = new Set([...Object.values(build.loadable), `${build.dataDirectory}/mime.types`])
  const isOwn = (path: string) => own.has(path) || (path.startsWith(`${site.directory}/`) && !path.includes('..'))
  const backend = hostPort(site.backend)
  const values = valuesIn(top)
  checkIncludes(tree, folder, own)
  for (const directive of all) {
    const first = firstArg(directive)
    const fine = (): boolean => {
      if (/^(root|alias)$/.test(directive.name)) return first === nowhere(site)
      if (directive.name === 'access_log') return first === 'off'
      if (directive.name === 'error_log') return first === 'stderr'
      if (directive.name === 'load_module') return own.has(first)
      if (directive.name === 'include') return true
      if (directive.name === 'listen')
        return first === hostPort(site.listen) || first.startsWith(`unix:${site.directory}/run/`)
      // Without an address it reaches nothing: nginx refuses it in its own words.
      if (directive.name.endsWith('_pass')) return first === '' || reachesOrigin(first, backend, upstreams, values)
      if (reasonToDrop(directive) !== undefined) return false
      const path = namesFile(directive)
      return path === undefined || directive.args.every(({ text }) => !/[/$|]/.test(text) || isOwn(text))
    }
    if (fine()) continue
    throw new SseCompatError(
      'unsafe-config',
      `"${directive.name}" reaches out of the sandbox and could not be replaced`,
      {
        where: whereOf(directive),
        advice: 'take the line out, or tell us how it is meant',
      },
    )
  }
  for (const upstream of all.filter(({ name }) => name === 'upstream')) {
    // What follows a host, a rewritten URI for one, could make another address of it.
    if (/^[\d.:[\]]*$|^unix/i.test(firstArg(upstream)))
      throw new SseCompatError('unsafe-config', 'an upstream whose name is the beginning of an address', {
        where: whereOf(upstream),
        advice: 'give it a name of letters',
      })
    const outside = upstream.block?.find((each) => each.name === 'server' && firstArg(each) !== backend)
    if (outside)
      throw new SseCompatError('unsafe-config', 'a server could not be replaced', { where: whereOf(outside) })
  }
}

/**
 * Every `include` of the final text names files that are written: their own folder, or the build's own list of types. A word that was
 * pasted with a `;` in it may have become another directive: this reads what is there, wherever it came from.
 */
function checkIncludes(tree: ConfigTree, folder: string, own: ReadonlySet<string>): void {
  const written = (path: string) => !path.includes('..') && !/[$"'\\;{}]/.test(path)
  for (const [file, text] of Object.entries(tree)) {
    for (const { directive } of walk(parseNginx(text, file))) {
      if (directive.name !== 'include') continue
      const path = firstArg(directive)
      if (own.has(path) || (written(path) && (path.startsWith(`${folder}/`) || !path.startsWith('/')))) continue
      throw new SseCompatError('unsafe-config', 'this include leads out of what was given', {
        where: whereOf(directive),
        advice: 'take the line out, or give the file',
      })
    }
  }
}

/** A plain address, a group, or a variable all of whose values are such. */
function reachesOrigin(
  target: string,
  backend: string,
  upstreams: ReadonlySet<string>,
  values: ReadonlyMap<string, readonly string[]>,
  within: ReadonlySet<string> = new Set(),
): boolean {
  const host = hostOf(target)
  if (host === backend || upstreams.has(host)) return true
  const name = /^\$\{?(\w+)\}?$/.exec(host)?.[1]
  const own = name === undefined || within.has(name) ? undefined : values.get(name)
  if (name === undefined || own === undefined) return false
  return own.every((value) => reachesOrigin(value, backend, upstreams, values, new Set([...within, name])))
}

/** Every value that a variable can have; of one that is captured, or comes from an answer, one that reaches nothing of ours. */
function valuesIn(top: readonly Directive[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>()
  const add = (variable: string | undefined, value: string) => {
    const name = variable?.replace(/^\$/, '') ?? ''
    const known = values.get(name)
    if (known) known.push(value)
    else values.set(name, [value])
  }
  for (const { directive } of walk(top)) {
    const { name, args, block } = directive
    if (name === 'set') add(args[0]?.text, args[1]?.text ?? '')
    if (name === 'auth_request_set') add(args[0]?.text, 'anything')
    if (/^(map|geo|split_clients)$/.test(name)) {
      const entries = (block ?? []).filter((entry) => entry.args.length > 0)
      for (const entry of entries) add(args.at(-1)?.text, entry.args[0]?.text ?? '')
      // Nothing matches, and there is no default: an empty value, which nginx refuses.
    }
    for (const text of [name, ...args.map((word) => word.text), ...(block ?? []).map((entry) => entry.name)])
      for (const [, captured] of text.matchAll(/\(\?P?[<'](\w+)[>']/g)) add(captured, 'anything')
  }
  return values
}
