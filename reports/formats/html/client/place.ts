/** What an address means in this run. */
import type { CellVerdict } from '../../../../harness/model/index.ts'
import type { Address } from '../model/address.ts'
import type { Row } from '../model/heat-map.ts'
import type { ShownReport } from '../model/unpack-report.ts'

export type Place =
  | { readonly kind: 'front' }
  | { readonly kind: 'profile'; readonly row: Row; readonly scenario: string | undefined }
  | { readonly kind: 'case'; readonly cell: CellVerdict }
  | { readonly kind: 'nothing'; readonly name: string }

export function findPlace({ path, build, runtime, isCase }: Address, rows: readonly Row[], report: ShownReport): Place {
  if (path === '') return { kind: 'front' }
  const isOn = (one: { readonly build: string; readonly runtime: string }): boolean =>
    (build === '' || one.build === build) && (runtime === '' || one.runtime === runtime)
  const all = path.startsWith('control/') ? report.controls : report.cells
  const cell = all.find((one) => isNamed(one.question, path) && isOn(one))
  const [proxy = '', profile = '', scenario, ...axes] = path.split('/')
  const row = rows.find((one) => isNamed(one.key, `${proxy}/${profile}`) && isOn(one.profile))
  // A scenario without axes has one test case, whose question is also the name of the scenario's part of the configuration.
  if (!isCase && axes.length === 0 && row !== undefined && (scenario === undefined || row.cells.has(scenario))) {
    return { kind: 'profile', row, scenario }
  }
  return cell === undefined ? { kind: 'nothing', name: path } : { kind: 'case', cell }
}

/** An address cannot contain a lone surrogate. */
const isNamed = (name: string, written: string): boolean => name === written || name.toWellFormed() === written
