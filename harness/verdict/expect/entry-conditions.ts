/** When an expectation applies: matches its conditions against a test case, with versions compared as numbers. Pure. */
import type { CellVerdict } from '../../model/index.ts'

/** Key → values of which one must match. Keys: those of `FIXED_KEYS`, or the name of an axis. Empty: every test case. */
export type Conditions = Readonly<Record<string, readonly string[]>>

export const FIXED_KEYS = ['profile', 'scenario', 'build', 'runtime', 'version'] as const

/** What conditions are about. */
export type Conditioned = Pick<CellVerdict, 'proxy' | 'profile' | 'scenario' | 'build' | 'runtime' | 'axes'>

/** True when the test case meets every condition except those in `ignoring`. */
export function matches(when: Conditions, cell: Conditioned, ignoring: readonly string[] = []): boolean {
  return Object.entries(when).every(([key, values]) => ignoring.includes(key) || holds(key, values, cell))
}

function holds(key: string, values: readonly string[], cell: Conditioned): boolean {
  switch (key) {
    case 'profile':
      return values.includes(cell.profile)
    case 'scenario':
      return values.includes(cell.scenario)
    case 'runtime':
      return values.includes(cell.runtime)
    case 'build':
      return values.some((value) => wildcard(value).test(cell.build))
    case 'version':
      return values.some((value) => versionIn(versionOf(cell), value))
    default:
      return values.includes(cell.axes[key] ?? '')
  }
}

/** `nginx-*-debian-trixie`: `*` matches any text. */
function wildcard(pattern: string): RegExp {
  const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('.*')}$`)
}

/** Version out of a build id, `<product>-<version>-<source>`; '' when it has none. */
export function versionOf(cell: Pick<CellVerdict, 'proxy' | 'build'>): string {
  const rest = cell.build.startsWith(`${cell.proxy}-`) ? cell.build.slice(cell.proxy.length + 1) : ''
  return /^\d+(\.\d+)*/.exec(rest)?.[0] ?? ''
}

const COMPARISON = /^(<=|>=|<|>|=)?(\d+(?:\.\d+)*)$/

/** True for a list of comparisons such as `>=1.22 <1.29.7` or `1.26.3`. */
export function isVersionRange(range: string): boolean {
  const parts = range.trim().split(/\s+/)
  return parts.every((part) => COMPARISON.test(part))
}

/** True when `version` meets every comparison of `range`; an empty version meets none. */
function versionIn(version: string, range: string): boolean {
  if (version === '') return false
  const parts = range.trim().split(/\s+/)
  return parts.every((part) => {
    const [, operator = '=', bound = ''] = COMPARISON.exec(part) ?? []
    const order = compareVersions(version, bound)
    if (operator === '<') return order < 0
    if (operator === '<=') return order <= 0
    if (operator === '>') return order > 0
    if (operator === '>=') return order >= 0
    return order === 0
  })
}

/** Numeric, component by component; a missing component counts as 0. Negative when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number)
  const right = b.split('.').map(Number)
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
