/** `ProxyPass / http://app:8080`: the slash that the path removes is missing between the address and the rest. Pure. */
import type { Candidate } from '../../harness/model/index.ts'
import { arg, type Directive } from './config.ts'
import { reworded, type Scope } from './scope.ts'
import { walk } from './tree.ts'

const ABOUT = {
  doc: 'mod/mod_proxy.html#proxypass',
  why: 'what follows the path is put right behind the address: where one of them ends in a slash the other has to',
}

export function endedBySlash(scope: Scope): (Candidate | undefined)[] {
  const { directive } = scope.selected.route
  const target = directive.args.find(({ text }) => /^\w+:\/\//.test(text))
  if (directive.key !== 'proxypass' || target === undefined || target.text.endsWith('/')) return []
  const path = target === directive.args[0] ? sectionOf(scope, directive) : arg(directive)
  if (!path.endsWith('/')) return []
  const written = (scope.tree[target.file] ?? '').slice(target.start, target.end)
  const ended = written.replace(/["']?$/, (quote) => `/${quote}`)
  return [reworded(scope, directive, target, ended, `end the address of ${directive.name} in a slash: ${ended}`, ABOUT)]
}

/** The path of the `<Location>` that a directive is in, '' where there is none. */
function sectionOf({ selected }: Scope, directive: Directive): string {
  const sections = [...walk(selected.levels.flat())].filter(
    (section) => section.key === 'location' && [...walk([section])].includes(directive),
  )
  return sections.map((section) => arg(section)).at(-1) ?? ''
}
