/** For a configuration that fails: the one of the same run that passes what it fails, and differs from it by the fewest lines. Pure. */
import { linesBeyond } from './config-lines.ts'
import type { Row } from './heat-map.ts'

export interface NearestPassing {
  readonly row: Row
  /** Lines that only the passing one has. */
  readonly adds: readonly string[]
  /** Lines that only the failing one has. */
  readonly lacks: readonly string[]
}

export function nearestPassing(row: Row, rows: readonly Row[]): NearestPassing | undefined {
  const failing = failingOf(row)
  const own = textOf(row)
  // Of a chain the responsible hop is named instead.
  if (failing.size === 0 || own === '' || row.profile.proxy === 'chain') return undefined
  const { proxy, build, runtime } = row.profile
  const candidates = rows.filter(
    (one) => one.profile.proxy === proxy && one.profile.build === build && one.profile.runtime === runtime,
  )
  const passing = candidates.flatMap((other): NearestPassing[] => {
    const text = textOf(other)
    if (other === row || text === '' || !passes(other, failing)) return []
    return [{ row: other, adds: linesBeyond(text, own), lacks: linesBeyond(own, text) }]
  })
  const sizeOf = ({ adds, lacks }: NearestPassing): number => adds.length + lacks.length
  // A difference of nothing would explain nothing.
  return passing.filter((one) => sizeOf(one) > 0).toSorted((a, b) => sizeOf(a) - sizeOf(b))[0]
}

/** Required criteria if any fails, else the optional ones that the product does not always fail. */
export function failingOf(row: Row): Set<string> {
  const failing = [...row.cells.values()]
    .flat()
    .flatMap((cell) => cell.findings.filter(({ outcome }) => outcome === 'fail'))
  const required = failing.filter(({ kind }) => kind === 'required')
  const optional = failing.filter(({ kind, expectation }) => kind === 'optimal' && expectation?.always !== true)
  return new Set((required.length > 0 ? required : optional).map(({ criterion }) => criterion))
}

function passes(row: Row, criteria: ReadonlySet<string>): boolean {
  if (row.profile.grade !== 'works' && row.profile.grade !== 'degraded') return false
  const findings = [...row.cells.values()].flat().flatMap((cell) => cell.findings)
  const tested = findings.filter(({ criterion }) => criteria.has(criterion))
  return tested.length > 0 && tested.every(({ outcome }) => outcome !== 'fail')
}

/** '' where it is not known as it was written: with the lines of the sandbox every two would differ. */
const textOf = ({ profile }: Row): string =>
  profile.texts.every(({ kind }) => kind === 'original') ? profile.texts.map(({ text }) => text).join('\n') : ''
