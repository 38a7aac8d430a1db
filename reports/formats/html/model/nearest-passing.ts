/** Rows of the page as `harness/verdict/nearest-passing.ts` compares them. Pure. */
import {
  failingOf as failingIn,
  type NearestPassing as Nearest,
  nearestPassing as nearest,
  type Tested,
} from '../../../../harness/verdict/nearest-passing.ts'
import type { Row } from './heat-map.ts'

export interface NearestPassing extends Pick<Nearest<Tested>, 'adds' | 'lacks'> {
  readonly row: Row
}

export function nearestPassing(row: Row, rows: readonly Row[]): NearestPassing | undefined {
  const all = rows.filter(({ profile }) => profile.proxy === row.profile.proxy).map(testedOf)
  const own = all.find((one) => one.row === row)
  const found = own && nearest(own, all)
  return found && { row: found.is.row, adds: found.adds, lacks: found.lacks }
}

export const failingOf = (row: Row): Set<string> => failingIn({ findings: findingsOf(row) })

const findingsOf = ({ cells }: Row) => [...cells.values()].flat().flatMap(({ findings }) => findings)

function testedOf(row: Row): Tested & { readonly row: Row } {
  const { proxy, build, runtime, grade, texts } = row.profile
  // With the lines of the sandbox every two configurations would differ.
  const text = texts.every(({ kind }) => kind === 'original') ? texts.map((one) => one.text).join('\n') : ''
  return { row, proxy, build, runtime, grade, text, findings: findingsOf(row) }
}
