/** Load is not the configuration's fault: what did not come to its end runs once more with almost nothing beside it, and that result counts. */
import type { CaseRun } from './variant-runner.ts'

/** @param alone see `VariantRunner.alone` */
export async function onceMore(
  ran: readonly CaseRun[],
  alone: (tail: string) => Promise<CaseRun | undefined>,
): Promise<readonly CaseRun[]> {
  const settled: CaseRun[] = []
  for (const one of ran) {
    const { state } = one.trace.outcome
    settled.push(state === 'complete' || state === 'skipped' ? one : ((await alone(one.tail)) ?? one))
  }
  return settled
}
