/** Runs the test cases of a run: in this process, or in worker processes. */
import type { Cell, Ms, RunTiming, Trace } from '../../model/index.ts'
import type { Slots } from '../scheduler.ts'
import type { LastsOf } from '../start-order.ts'

export interface Batch {
  /** For the whole machine. Default: `SLOTS`. */
  readonly slots?: Slots
  /** How many times a test case has run before in this run. Default: never. */
  triesOf?(cell: Cell): number
  /** How long a test case probably lasts. Default: `atMost`. */
  readonly lasts?: LastsOf
  readonly signal: AbortSignal
  /**
   * Receives each trace as soon as it exists; its facts are stored outside of the heap. Resolves with true where the test case has to
   * run once more in this batch.
   */
  onTrace(cell: Cell, trace: Trace): Promise<boolean>
  /** Receives a line for people about a worker that ended unexpectedly. */
  onNote?(line: string): void
}

export interface Team extends AsyncDisposable {
  /** For people: `processes on 127.83.4.0/24`. */
  readonly description: string
  /** Resolves when every test case has its trace, or on the signal, which abandons running test cases. */
  run(cells: readonly Cell[], batch: Batch): Promise<RunTiming>
  /** CPU time so far of the busiest thread that runs test cases; 0 where Node cannot report it. */
  busiestThread(): Ms
}
