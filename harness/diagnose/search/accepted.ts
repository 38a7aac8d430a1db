/** Whether a proxy accepted a configuration and stayed alive, as far as was observed. Pure. */
import type { TraceState } from '../../model/index.ts'

/** A test case that did not finish in time, e.g. on a busy machine, is no evidence against it. */
export const isAccepted = (outcomes: readonly Pick<TraceState, 'state'>[]): boolean =>
  outcomes.some(({ state }) => state === 'complete') &&
  outcomes.every(({ state }) => state === 'complete' || state === 'skipped')
