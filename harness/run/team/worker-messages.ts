/** Messages between a run and its workers. */
import type { CellId, Ms, RuntimeId } from '../../model/index.ts'
import type { GrantKind } from '../machine-grants.ts'
import type { Slots } from '../scheduler.ts'
import type { WireCells } from './wire-cells.ts'

export interface SetUp {
  readonly runtime: RuntimeId
  readonly network?: 'host' | 'bridge'
  /** Folders that the catalog is loaded with. */
  readonly parts: readonly string[]
  /** Folder that traces are written to. */
  readonly traces: string
  /** The run's folder, for configurations and logs. Absent: they are not stored. */
  readonly evidence?: string
  readonly startsAtOnce: number
}

export type ToWorker =
  | { readonly do: 'set-up'; readonly setUp: SetUp }
  | {
      readonly do: 'run'
      readonly unit: number
      readonly cells: WireCells
      /** How long each of them probably lasts. */
      readonly lasts: readonly Ms[]
      /** How many times each has run before in this run. */
      readonly tries: readonly number[]
      readonly slots: Slots
    }
  | { readonly do: 'begin'; readonly grant: number }
  | { readonly do: 'end' }

/** A worker's load since its start. */
export interface Condition {
  /** Total of its event-loop stalls of 30 ms or more. */
  readonly stallTime: Ms
  /** CPU time of the thread that runs its test cases. */
  readonly thread: Ms
}

export type FromWorker =
  | { readonly news: 'ready'; readonly description: string }
  | { readonly news: 'trace'; readonly cell: CellId; readonly file: string; readonly condition: Condition }
  /** Every test case of the unit has its trace, and routes that only this unit needed have ended. */
  | { readonly news: 'unit-over'; readonly unit: number }
  /** The worker waits until `begin` arrives with the same number. */
  | { readonly news: 'wants'; readonly kind: GrantKind; readonly grant: number }
  | { readonly news: 'gives-back'; readonly grant: number }
  | {
      readonly news: 'cannot'
      readonly code: string
      readonly message: string
      readonly where?: string
      readonly advice?: string
    }
