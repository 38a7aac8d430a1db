/** A directive that continues on the next line with the name of another one: a `;` is missing between them. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { directiveNames } from './audit/directives.ts'
import type { Directive, Word } from './config.ts'

const NAMES = new Set(directiveNames)

export interface MissingSemicolon {
  /** The last word before it. */
  readonly behind: Word
  /** The name of the directive that was read as a word of this one. */
  readonly name: string
}

/** Words on a line of their own, as in a long list of types, are not counted. */
export function missingSemicolon({ args, line }: Directive): MissingSemicolon | undefined {
  for (const [at, word] of args.entries()) {
    const [before, after] = [args[at - 1], args[at + 1]]
    if (before === undefined || after === undefined || word.line === line) continue
    if (word.line > before.line && after.line === word.line && NAMES.has(word.text))
      return { behind: before, name: word.text }
  }
  return undefined
}

/** Where nginx accepts it nevertheless. */
export function swallowedIn(directives: Iterable<Directive>): readonly Remark[] {
  return [...directives].flatMap((directive) => {
    const { name } = missingSemicolon(directive) ?? {}
    if (name === undefined) return []
    return [
      {
        where: whereOf(directive),
        says: `\`${directive.name}\` goes on in the next line with \`${name}\`, which therefore does nothing: a \`;\` is missing`,
      },
    ]
  })
}
