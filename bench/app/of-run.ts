/** What `run` found behind the same profile, with one more entry for each kind of abort. Pure. */
import type { Trace } from '../../harness/model/index.ts'
import { clientFacts, originFacts } from '../../harness/trace/facts.ts'
import type { Found } from '../probe/differences.ts'
import type { Seen } from './seen.ts'

const BREAKS = ['inside', 'between', 'reset']
/** Criteria with a number that `app` measures too. */
const NUMBERS = [
  ['delivery/live', 'held'],
  ['idle-cut/limit', 'cutAfter'],
] as const

/** @param found `<scenario>/<axis values>/<criterion>` → finding */
export function seenByRun(found: Found, traces: readonly Trace[]): Seen {
  const seen: Record<string, string | number> = {}
  for (const [key, { outcome, observed, measures }] of found) {
    if (outcome === 'noisy' || outcome === 'not-applicable') continue
    const parts = key.split('/')
    const name = `${parts[0]}/${parts.at(-1)}`
    // The worst of several test cases decides, as in a report.
    if (seen[name] === undefined || outcome === 'fail') seen[name] = observed
    const [, measure] = NUMBERS.find(([one]) => one === name) ?? []
    const value = measure === undefined ? undefined : measures[measure]?.value
    if (value !== undefined) seen[`${name} ${measure}`] = value
  }
  const aborts = traces.find(({ kind, scenario }) => kind === 'route' && scenario === 'truncation')
  return aborts === undefined || found.size === 0 ? seen : { ...seen, ...abortsSeen(aborts) }
}

function abortsSeen(trace: Trace): Seen {
  return Object.fromEntries(
    BREAKS.flatMap((name) => {
      if (originFacts(trace, name, 'closed', 1)[0] === undefined) return []
      const end = clientFacts(trace, name, 'end', 1)[0]
      const status = clientFacts(trace, name, 'head', 1)[0]?.status
      const seen =
        end === undefined || end.byUs ? 'waiting' : end.message === 'complete' && status === 200 ? 'complete' : 'cut'
      return [[`truncation ${name}`, seen]]
    }),
  )
}
