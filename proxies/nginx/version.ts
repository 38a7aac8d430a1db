/** Comparison of a build's version. */

import type { BuildFacts } from '../../harness/model/index.ts'

/** @param wanted `major.minor.patch` */
export function isAtLeast({ version }: Pick<BuildFacts, 'version'>, wanted: string): boolean {
  const [is, least] = [version, wanted].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0))
  const parts = least?.map((number, index) => (is?.[index] ?? 0) - number) ?? []
  return (parts.find((difference) => difference !== 0) ?? 0) >= 0
}
