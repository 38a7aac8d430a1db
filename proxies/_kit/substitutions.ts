/** Why a line of a configuration is removed or replaced before it is run in the sandbox. Pure. */
import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import type { Span } from '../../harness/config/span-edits.ts'
import type { Word } from './directive.ts'

export const OWN_RECORD = 'the harness keeps its own record'
export const LOG_ON_STDERR = 'the harness reads the log from stderr'
export const USER_THAT_EXISTS = 'a user that is there'

/** A table of directives: the first matching name gives the reason. */
export type Reasons = readonly (readonly [RegExp, string])[]

export const reasonFor = (reasons: Reasons, name: string): string | undefined =>
  reasons.find(([names]) => names.test(name))?.[1]

export interface LoadedModule {
  readonly isBuiltIn: boolean
  /** The module only handles requests. */
  readonly isHarmless: boolean
  /** Why any other module is not loaded, as the continuation of a sentence. */
  readonly otherwise: string
  /** The build's own file; undefined where it has none. */
  readonly file: string | undefined
}

/** Handles a line that loads a module; `file` is the word that names the module's file. */
export function replaceModule(line: Line, word: Word | undefined, module: LoadedModule, edits: Edits): void {
  if (module.isBuiltIn) edits.drop(line, 'compiled into this build')
  else if (!module.isHarmless) edits.drop(line, `this module is not loaded here: it is unknown, or ${module.otherwise}`)
  else if (module.file !== undefined && word) edits.replaceWord(word, module.file, "the build's own file")
  else edits.drop(line, 'this build has no such module')
}

type Edits = Pick<ConfigEdits, 'drop' | 'replaceWord'>
type Line = Parameters<ConfigEdits['drop']>[0] & Span
