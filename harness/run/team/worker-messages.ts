/** What a run and its workers say to each other. */
import type { CellId, Ms, RuntimeId } from '../../model/index.ts'
import type { GrantKind } from '../machine-grants.ts'
import type { Slots } from '../scheduler.ts'
import type { WireCells } from './wire-cells.ts'

export interface SetUp {
  readonly runtime: RuntimeId
  readonly network?: 'host' | 'bridge'
  /** Folders with which the catalog is loaded. */
  readonly parts: readonly string[]
  /** Where each trace is written. */
  readonly traces: string
  /** The run's folder, for configurations and logs; default: they are not kept. */
  readonly evidence?: string
  readonly startsAtOnce: number
}

export type ToWorker =
  | { readonly do: 'set-up'; readonly setUp: SetUp }
  | {
      readonly do: 'run'
      readonly unit: number
      readonly cells: WireCells
      readonly slots: Slots
      readonly playedBefore: number
    }
  | { readonly do: 'begin'; readonly grant: number }
  | { readonly do: 'end' }

/** How a worker does, since its start. */
export interface Condition {
  /** How long its event loop was stalled, 30 ms or more at a time. */
  readonly stoodStill: Ms
  /** Processor time of the thread that runs its test cases. */
  readonly thread: Ms
}

export type FromWorker =
  | { readonly news: 'ready'; readonly description: string }
  | { readonly news: 'trace'; readonly cell: CellId; readonly file: string; readonly condition: Condition }
  /** Every test case of the unit has its trace, and what only it needed has ended. */
  | { readonly news: 'unit-over'; readonly unit: number }
  /** It waits until `begin` comes with the same number. */
  | { readonly news: 'wants'; readonly kind: GrantKind; readonly grant: number }
  | { readonly news: 'gives-back'; readonly grant: number }
  | {
      readonly news: 'cannot'
      readonly code: string
      readonly message: string
      readonly where?: string
      readonly advice?: string
    }
