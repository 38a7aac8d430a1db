/** What an `idle-cut` trace shows of its idle stream and of the streams with heartbeats, in real time. */

import type { Ms, Trace } from '../../harness/model/index.ts'
import { type ShortestWait, shortestWait, type Wait } from '../../harness/scenario-kit/timeout-lower-bound.ts'
import { acts, clientFacts, longestStall, originFacts, stallAt } from '../../harness/trace/facts.ts'

/** Time (ms) that a busy harness needs to report its backlog after a stall. */
const BACKLOG: Ms = 150

export const SILENT = 'silent'
/** The same, beside it. */
export const AGAIN = ['silent-2', 'silent-3'] as const

/** From the origin's last byte to the first end that either side saw. */
export function cutOf(trace: Trace): ShortestWait | undefined {
  if (acts(trace, 'cut').length === 0) return undefined
  const silences = [SILENT, ...AGAIN].map((name) => silenceOf(trace, name)).filter((one) => one !== undefined)
  const begun = silences.filter(({ tooLate }) => !tooLate)
  return shortestWait(begun.length > 0 ? begun : silences)
}

/** `tooLate`: the harness answered so late that the proxy may have given up. */
function silenceOf(trace: Trace, name: string): (Wait & { readonly tooLate: boolean }) | undefined {
  const [asked] = clientFacts(trace, name, 'request')
  // A stream that was given up before anything was sent has not been idle for long.
  const [last = originFacts(trace, name, 'request')[0]] = originFacts(trace, name, 'sent').slice(-1)
  const endings = [...clientFacts(trace, name, 'end'), ...originFacts(trace, name, 'peer-left')]
  const first = endings.sort((a, b) => a.t - b.t)[0]
  if (asked === undefined || last === undefined || first === undefined) return undefined
  const evidence = [last.index, ...endings.map(({ index }) => index)]
  // A stream that was closed before the idle period began did not live that long.
  const after = Math.max(0, first.t - last.t)
  if (longestStall(trace, asked.t, last.t) <= 0 || last.t - asked.t < after / 2) {
    return { after, lateness: stallAt(trace, first.t, BACKLOG), evidence, tooLate: false }
  }
  const since = first.t - asked.t
  return { after: since, lateness: since, evidence, tooLate: true }
}

export interface Beats {
  /** Interval as a share of the idle timeout. */
  readonly share: number
  readonly every: Ms
  readonly cut: boolean
  /** The longest time between two writes, or between the last one and the close. */
  readonly longestGap: Ms
  readonly evidence: readonly number[]
}

export function beatsOf(trace: Trace): Beats[] {
  return acts(trace, 'beats').flatMap((act) => {
    const name = String(act.detail.client)
    const done = acts(trace, 'beats-done').find(({ detail }) => detail.client === name)
    if (done === undefined) return []
    const cut = done.detail.cut === true
    const times = originFacts(trace, name, 'sent')
      .filter(({ t }) => t <= done.t)
      .map(({ t }) => t)
    if (cut) times.push(done.t)
    const longestGap = Math.max(0, ...times.slice(1).map((t, n) => t - (times[n] ?? t)))
    const share = Number(act.detail.share) / 100
    return [{ share, every: Number(act.detail.every), cut, longestGap, evidence: [act.index, done.index] }]
  })
}
