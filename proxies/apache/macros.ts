/** mod_macro: macro definitions, and the lines that a `Use` expands to. Error messages are mod_macro's own. */

import { type ConfigTree, SseCompatError } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { copyOf, ownFile } from '../_kit/file-copies.ts'
import { arg, type Directive, parseLines } from './config.ts'
import { inFile, type Line, type Replaced, withReplaced } from './lines.ts'

/** One `Use`, whose lines are in a file of their own: the file of the definition once more, of which they have their places. */
export interface MacroUse {
  /** As it is written where it is defined. */
  readonly macro: string
  /** `Use VHost a.example 8080`, with its values. */
  readonly text: string
  /** `file:line` of the `Use`. */
  readonly where: string
  /** `file:line` of the definition. */
  readonly defined: string
}

export interface Macros {
  /** @throws SseCompatError `bad-config` */
  define(macro: Directive): void
  /** Why Apache rejects the line. */
  undefine(directive: Directive): string | undefined
  /**
   * The directives that it expands to, in their file; or why Apache rejects the line.
   * @param within the files around it
   * @throws SseCompatError `bad-config` where the lines cannot be read
   */
  use(directive: Directive, within: readonly string[]): Expansion | string
  /** By their files. */
  readonly uses: ReadonlyMap<string, MacroUse>
  /** Texts of the user's files, and of these. */
  readonly texts: ConfigTree
}

export interface Expansion {
  readonly file: string
  readonly directives: readonly Directive[]
  /** Characters of its lines, and blank lines in front of them. */
  readonly size: number
}

interface Defined {
  readonly name: string
  readonly parameters: readonly string[]
  readonly body: readonly Line[]
  readonly where: string
}

/** Of a line; mod_macro's buffer, MAX_STRING_LEN. */
const LONGEST = 8191

const bad = (message: string, directive: Directive, advice: string) =>
  new SseCompatError('bad-config', message, { where: whereOf(directive), advice })

/** @param tree the files as the user has them */
export function startMacros(tree: ConfigTree): Macros {
  const defined = new Map<string, Defined>()
  const uses = new Map<string, MacroUse>()
  const texts: Record<string, string> = { ...tree }

  function lookUp(directive: Directive): Defined | string {
    if (defined.size === 0) return `no macro defined before ${directive.name}`
    const name = arg(directive).toLowerCase()
    if (name === '') return `no macro name specified with ${directive.name}`
    return defined.get(name) ?? `macro '${name}' undefined`
  }

  return {
    define(macro) {
      const [name = '', ...parameters] = macro.args.map(({ text }) => text)
      const advice = 'write <Macro name $parameter …>'
      if (name === '') throw bad('<Macro> has no name (Apache: "macro definition: empty name")', macro, advice)
      const key = name.toLowerCase()
      const empty = parameters.indexOf('')
      if (empty >= 0) throw bad(`macro '${key}': empty argument #${empty + 1} name`, macro, advice)
      const again = parameters.findIndex((one, at) => parameters.indexOf(one) < at)
      if (again >= 0) {
        const first = parameters.indexOf(parameters[again] ?? '')
        const message = `argument name conflict in macro '${key}': argument '${parameters[again]}': #${first + 1} and #${again + 1}`
        throw bad(message, macro, 'give each parameter a name of its own')
      }
      defined.set(key, { name, parameters, body: macro.body ?? [], where: whereOf(macro) })
    },
    undefine(directive) {
      const found = lookUp(directive)
      if (typeof found === 'string') return found
      defined.delete(found.name.toLowerCase())
      return undefined
    },
    use(directive, within) {
      const found = lookUp(directive)
      if (typeof found === 'string') return found
      const { name, parameters, body, where } = found
      const key = name.toLowerCase()
      if (within.some((file) => uses.get(file)?.defined === where)) return `recursive use of macro '${key}' is invalid`
      const values = directive.args.slice(1).map(({ text }) => text)
      if (values.length !== parameters.length) {
        return `macro '${key}' (defined at ${where}) used with ${values.length} arguments instead of ${parameters.length}`
      }
      const file = copyOf(body[0]?.file ?? directive.file, uses.size + 1)
      texts[file] = tree[ownFile(file)] ?? ''
      const text = [directive.name, ...directive.args.map((word) => word.text)].join(' ')
      uses.set(file, { macro: name, text, where: whereOf(directive), defined: where })
      const lines = body.flatMap((line) => {
        const filled = filledIn(line, parameters, values)
        if (filled.text.length <= LONGEST) return inFile(filled, file) ?? []
        throw bad(`a line of macro '${key}' becomes longer than ${LONGEST} characters`, directive, 'use shorter values')
      })
      const size = lines.reduce((sum, line) => sum + line.text.length, body[0]?.line ?? 0)
      return { file, directives: parseLines(lines, file), size }
    },
    uses,
    texts,
  }
}

/** As `substitute_macro_args`: leftmost first, of names with a common beginning the longest; a replacement is not searched again. */
function filledIn(line: Line, parameters: readonly string[], values: readonly string[]): Line {
  const places: Replaced[] = []
  const longestFirst = parameters.map((name, at) => ({ name, value: values[at] ?? '' }))
  longestFirst.sort((a, b) => b.name.length - a.name.length)
  for (let at = 0; at < line.text.length; ) {
    const found = longestFirst.find(({ name }) => line.text.startsWith(name, at))
    if (found !== undefined) places.push({ from: at, to: at + found.name.length, text: found.value })
    at += found?.name.length ?? 1
  }
  return withReplaced(line, places)
}
