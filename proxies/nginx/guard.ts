/** Takes out of an nginx configuration whatever runs a program, or names files and sockets that are not its own here. */

import type { Edits } from '../../harness/edits.ts'
import { startEdits } from '../../harness/edits.ts'
import { type BuildFacts, type ConfigTree, type Site, SseCompatError } from '../../harness/model.ts'
import { directivesIn, namesFile, reasonToDrop } from './allowed.ts'
import { hostPort } from './backends.ts'
import { type Directive, firstArg } from './config.ts'
import { loadTree, whereOf } from './tree.ts'

/**
 * A folder that never exists: no path through it leads to a file, not even one with `..`.
 * Every `root` and `alias` is this one.
 */
export const nowhere = (site: Site): string => `${site.directory}/no-files-here`

/** Has to come before any other edit, so that no part of a dropped directive stays. */
export function dropUnsafe(top: readonly Directive[], edits: Edits): void {
  for (const directive of directivesIn(top)) {
    // What sets a variable has to be replaced by something that does, or nginx does not know it.
    const variable = /^(set_by_lua\w*|js_set|js_var|perl_set)$/.test(directive.name) ? firstArg(directive) : ''
    const why = reasonToDrop(directive)
    if (why === undefined) continue
    if (directive.name.startsWith('set_by_lua') && /^\$\w+$/.test(variable))
      edits.replace(directive, `set ${variable} '';`, why)
    else if (/^\$\w+$/.test(variable)) edits.replace(directive, `map '' ${variable} { default ''; }`, why)
    else edits.drop(directive, why)
  }
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
      if (directive.name.endsWith('_pass')) return reachesOrigin(first, backend, upstreams)
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
    const outside = upstream.block?.find((each) => each.name === 'server' && firstArg(each) !== backend)
    if (outside)
      throw new SseCompatError('unsafe-config', 'a server could not be replaced', { where: whereOf(outside) })
  }
}

/** A plain address, a group, or a variable: its values were replaced where it gets them. */
function reachesOrigin(target: string, backend: string, upstreams: ReadonlySet<string>): boolean {
  const [, host = ''] = /^(?:https?:\/\/|grpcs?:\/\/)?([^/?]*)/.exec(target) ?? []
  return host === backend || host.startsWith(`${backend}$`) || upstreams.has(host) || /^\$\{?\w+\}?$/.test(host)
}
