/** Addresses of configurations and test cases. The build is part of one only where several have the same name. */
import type { CellVerdict } from '../../../../harness/model/index.ts'
import { printAddress } from '../model/address.ts'
import type { Row } from '../model/heat-map.ts'

const ambiguous = new WeakMap<readonly Row[], Set<string>>()

function isAmbiguous(rows: readonly Row[], key: string): boolean {
  let known = ambiguous.get(rows)
  if (known === undefined) {
    const groups = Map.groupBy(rows, (row) => row.key)
    known = new Set([...groups].flatMap(([name, group]) => (group.length > 1 ? [name] : [])))
    ambiguous.set(rows, known)
  }
  return known.has(key)
}

export function linkToRow(rows: readonly Row[], { key, profile }: Row, scenario?: string): string {
  const path = scenario === undefined ? key : `${key}/${scenario}`
  const { build, runtime } = profile
  return printAddress(isAmbiguous(rows, key) ? { path, build, runtime } : { path })
}

export const linkToCase = ({ question, axes, build, runtime }: CellVerdict): string =>
  printAddress({ path: question, build, runtime, isCase: Object.keys(axes).length === 0 })
