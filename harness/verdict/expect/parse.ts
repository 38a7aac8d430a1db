/** proxies/<product>/expect.yaml → expectations, with the line of each for messages. Pure. */
import { closest } from 'fastest-levenshtein'
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { type Scenario, SseCompatError } from '../../model/index.ts'
import { type Conditions, FIXED_KEYS, isVersionRange } from './entry-conditions.ts'

/** One entry of the list. */
export interface Expectation {
  /** `file:line` of the entry. */
  readonly where: string
  readonly when: Conditions
  /** `<scenario>/<criterion>` → observed class, `not-applicable` or `pass`; `state` → `refused`, `proxy-died` or `pass`. */
  readonly expect: Readonly<Record<string, string>>
  readonly reason: string
}

/** The scenarios of the catalog; with them, misspelt axes and classes are detected. */
export type KnownScenarios = readonly Pick<Scenario, 'id' | 'axes' | 'criteria'>[]

/** States that may be expected instead of `complete`. */
const STATES = ['refused', 'proxy-died', 'not-applicable', 'pass']

/**
 * @param file only for messages
 * @param known absent: any axis name and any class is accepted
 * @throws SseCompatError `bad-expectation` with file:line
 */
export function parseExpectations(text: string, file: string, known?: KnownScenarios): Expectation[] {
  const lineCounter = new LineCounter()
  // The failsafe schema reads every scalar as text, so that 60, 1.10 and `on` keep their spelling.
  const document = parseDocument<Node>(text, { schema: 'failsafe', lineCounter })
  const at = (node: Node | null | undefined) => `${file}:${lineCounter.linePos(node?.range?.[0] ?? 0).line || 1}`
  const bad = (where: string, message: string, advice?: string) =>
    new SseCompatError('bad-expectation', message, advice === undefined ? { where } : { where, advice })

  const [error] = document.errors
  if (error !== undefined) throw bad(`${file}:${error.linePos?.[0].line ?? 1}`, firstLine(error.message))

  const resolved = (node: unknown): Node | undefined =>
    (isAlias(node) ? node.resolve(document) : (node as Node | null)) ?? undefined

  function fields(node: unknown, parent: Node, what: string, allowed?: readonly string[]): [string, Node, string][] {
    const map = resolved(node)
    if (!isMap(map)) throw bad(at(map ?? parent), `${what} must be a map of names to values`)
    return map.items.map((item) => {
      const key = resolved(item.key)
      if (!isScalar(key)) throw bad(at(key ?? map), `a name is missing in ${what}`)
      const name = String(key.value)
      if (allowed !== undefined && !allowed.includes(name)) {
        throw bad(at(key), `${what} has no "${name}"`, didYouMean(name, allowed))
      }
      const value = resolved(item.value)
      if (value === undefined) throw bad(at(key), `"${name}" has no value`)
      return [name, value, at(key)]
    })
  }

  function words(node: Node, name: string): readonly string[] {
    const nodes = isSeq(node) ? node.items.map(resolved) : [node]
    const values = nodes.map((value) => (isScalar(value) ? String(value.value) : ''))
    if (values.length === 0 || values.includes('')) throw bad(at(node), `"${name}" needs a value or a list of values`)
    return values
  }

  function conditions(node: unknown, parent: Node): Conditions {
    const axes = known?.flatMap((scenario) => Object.keys(scenario.axes))
    const allowed = axes === undefined ? undefined : [...FIXED_KEYS, ...axes]
    return Object.fromEntries(
      fields(node, parent, 'when', allowed).map(([name, value, where]) => {
        const values = words(value, name)
        const wrong = name === 'version' ? values.find((range) => !isVersionRange(range)) : undefined
        if (wrong !== undefined) {
          throw bad(where, `"${wrong}" is no version condition`, 'Write comparisons such as ">=1.22 <1.29.7".')
        }
        return [name, values]
      }),
    )
  }

  function expected(node: unknown, parent: Node): Record<string, string> {
    const pairs = fields(node, parent, 'expect').map(([name, value, where]): [string, string] => {
      const [observed = '', ...more] = words(value, name)
      if (more.length > 0) throw bad(where, `"${name}" takes one class`, 'List each class under its own conditions.')
      const classes = name === 'state' ? STATES : classesOf(name, known)
      if (classes !== undefined && !classes.includes(observed)) {
        throw bad(where, `"${name}" has no class "${observed}"`, didYouMean(observed, classes))
      }
      return [name, observed]
    })
    if (pairs.length === 0) throw bad(at(parent), 'the entry expects nothing')
    return Object.fromEntries(pairs)
  }

  const list = document.contents
  if (list === null) return []
  if (!isSeq(list)) throw bad(at(list), 'the file must be a list of entries, each starting with "-"')
  return list.items.map((item) => {
    const node = resolved(item)
    const parent = node ?? list
    const entry = new Map(fields(node, parent, 'an entry', ['when', 'expect', 'reason']).map(([k, v]) => [k, v]))
    const when = entry.get('when')
    const reason = entry.get('reason')
    const words = isScalar(reason) ? String(reason.value).trim() : ''
    if (words === '' || words.includes('\n')) throw bad(at(reason ?? parent), 'the entry needs a reason, in one line')
    if (!entry.has('expect')) throw bad(at(parent), 'the entry needs "expect"')
    return {
      where: at(parent),
      when: when === undefined ? {} : conditions(when, parent),
      expect: expected(entry.get('expect'), parent),
      reason: words,
    }
  })
}

function classesOf(criterion: string, known: KnownScenarios | undefined): readonly string[] | undefined {
  const found = known?.flatMap(({ id, criteria }) => criteria.filter((one) => `${id}/${one.id}` === criterion))[0]
  return found === undefined ? undefined : [...found.classes, 'not-applicable', 'pass']
}

function didYouMean(word: string, names: readonly string[]): string {
  const unique = [...new Set(names)]
  return `Did you mean "${closest(word, unique)}"? Known: ${unique.join(', ')}.`
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text
}
