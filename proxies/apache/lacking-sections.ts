/** Settings in an `<IfModule>` of a module that this build lacks. They have no effect here, but do where the module is there. Pure. */
import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import type { BuildFacts } from '../../harness/model/index.ts'
import type { Directive } from './config.ts'
import { isBuiltIn, moduleFile, moduleName } from './modules.ts'
import { directivesOf } from './scope.ts'
import type { Selected } from './select-server.ts'
import { active, walk } from './tree.ts'

export interface Sections {
  readonly top: readonly Directive[]
  readonly held: readonly Directive[]
  readonly selected: Selected
  readonly present: ReadonlySet<string>
  readonly build: BuildFacts
}

/** Directives for the route that only take effect with a module that this build lacks. */
export function mayHold({ top, held, selected, present, build }: Sections): readonly Directive[] {
  const isAbsent = (name: string): boolean => !isBuiltIn(name, build) && moduleFile(name, build) === undefined
  const all = active(
    top,
    (name) => {
      const module = moduleName(name)
      return present.has(module) || isBuiltIn(module, build) || isAbsent(module)
    },
    build.version,
  )
  const { virtual } = selected
  const own = virtual && all.find(({ file, start }) => file === virtual.file && start === virtual.start)
  const main = all.filter(({ key }) => key !== 'virtualhost')
  const levels = virtual === undefined ? [main] : [own?.section ?? [], main]
  const keyOf = ({ file, start }: Directive): string => `${start}:${file}`
  const known = new Set([...walk(held)].map(keyOf))
  return directivesOf({ ...selected, levels }).filter((directive) => !known.has(keyOf(directive)))
}

/** So that they are listed: Apache does not read them here. */
export function listMayHold(some: readonly Directive[], edits: ConfigEdits): void {
  for (const directive of some) edits.drop(directive, 'it applies only with a module that this build lacks')
}
