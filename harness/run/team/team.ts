/** Whoever runs the test cases of a run: this process itself, or worker processes. */
import type { Cell, Ms, RunTiming, Trace } from '../../model/index.ts'
import type { Slots } from '../scheduler.ts'

export interface Batch {
  /** Of the whole machine. Default: `SLOTS`. */
  readonly slots?: Slots
  /** How often each of these test cases has been run before in this run. */
  readonly playedBefore?: number
  readonly signal: AbortSignal
  /** Gets each trace as soon as there is one, its facts outside of the heap. */
  onTrace(cell: Cell, trace: Trace): Promise<void>
  /** Gets a line for people: of a worker that ended by itself. */
  onNote?(line: string): void
}

export interface Team extends AsyncDisposable {
  /** For people: `processes on 127.83.4.0/24`. */
  readonly description: string
  /** Resolves when every test case has its trace, or the signal came: running test cases are then dropped. */
  run(cells: readonly Cell[], batch: Batch): Promise<RunTiming>
  /** Processor time of the busiest thread that runs test cases, so far; 0 where Node cannot tell. */
  busiestThread(): Ms
}
