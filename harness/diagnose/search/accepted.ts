/** Whether a proxy took a configuration and stayed alive, as far as was seen. Pure. */
import type { TraceState } from '../../model/index.ts'

/** What did not come to an end in time, as on a busy machine, says nothing against it. */
export const isAccepted = (outcomes: readonly Pick<TraceState, 'state'>[]): boolean =>
  outcomes.some(({ state }) => state === 'complete') &&
  outcomes.every(({ state }) => state === 'complete' || state === 'skipped')
