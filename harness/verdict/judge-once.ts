/** Caches the findings of each trace for as long as its control is the same: the report of a run in progress is made several times. */
import type { Scenario, Trace } from '../model/index.ts'
import { type Judged, judge } from './judge.ts'

export type Judge = typeof judge

export function createJudge(): Judge {
  const known = new WeakMap<Trace, { readonly control: Trace | undefined; readonly judged: Judged[] }>()
  return (scenario: Scenario, trace: Trace, control: Trace | undefined) => {
    const found = known.get(trace)
    if (found !== undefined && found.control === control) return found.judged
    const judged = judge(scenario, trace, control)
    known.set(trace, { control, judged })
    return judged
  }
}
