/** What an `idle-cut` trace shows of its silent stream, and of those that beat. In our time. */
import { acts, clientFacts, longestStall, originFacts, stallAt } from '../../harness/facts.ts'
import type { Ms, Trace } from '../../harness/model.ts'

/** Standing still of the harness just before a cut, as a share of the time until then, that makes its moment doubtful. */
const LATE = 0.08
/** What a busy harness has to tell first, once it goes on. */
const BACKLOG: Ms = 150

export const SILENT = 'silent'
/** The same, beside it. */
export const AGAIN = ['silent-2', 'silent-3'] as const

export interface Cut {
  /** From the origin's last byte to the first ending that either side saw. */
  readonly after: Ms
  /** The harness did not stand still between the request and the last byte, nor before it saw the end. */
  readonly sound: boolean
  readonly evidence: readonly number[]
}

/** The earliest of the sound ones: what delays a cut, or the news of it, is the machine's. Where none is sound, the middle one. */
export function cutOf(trace: Trace): Cut | undefined {
  if (acts(trace, 'cut').length === 0) return undefined
  const cuts = [SILENT, ...AGAIN].map((name) => endOf(trace, name)).filter((cut) => cut !== undefined)
  cuts.sort((a, b) => a.after - b.after)
  return cuts.find(({ sound }) => sound) ?? cuts[Math.floor(cuts.length / 2)]
}

function endOf(trace: Trace, name: string): Cut | undefined {
  const [asked] = clientFacts(trace, name, 'request')
  // One that is given up before anything was sent has not been silent for long.
  const [last = originFacts(trace, name, 'request')[0]] = originFacts(trace, name, 'sent').slice(-1)
  const endings = [...clientFacts(trace, name, 'end'), ...originFacts(trace, name, 'peer-left')]
  const first = endings.sort((a, b) => a.t - b.t)[0]
  if (asked === undefined || last === undefined || first === undefined) return undefined
  // One that is cut before the silence has begun has not even lived that long.
  const after = Math.max(0, first.t - last.t)
  return {
    after,
    // A harness that stands still may answer when the proxy has waited for long, and may see late that it waits no longer.
    sound: longestStall(trace, asked.t, last.t) <= 0 && stallAt(trace, first.t, BACKLOG) <= after * LATE,
    evidence: [last.index, ...endings.map(({ index }) => index)],
  }
}

export interface Beats {
  /** Of the time after which silence is cut. */
  readonly share: number
  readonly every: Ms
  readonly cut: boolean
  /** The longest time between two writes, or between the last one and the cut. */
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
