import type { Criterion, CriterionId, Finding, JudgedTrace, Ms } from '../../model/index.ts'
import {
  acts,
  clientFacts,
  dependent,
  isStalled,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  sayMs,
  stalled,
} from '../../trace/facts.ts'
import { whyNoRequest } from '../why-no-stream.ts'
import { STAYED, VANISHED } from './streams.ts'

/** A stall of the harness in the last ms of the observation may hide that a connection was closed. */
const LAST: Ms = 1000

/** Only a client that closes its connection is judged by the other criteria. */
export const vanishes = ({ axes }: JudgedTrace): boolean => axes.leaving === 'vanishes'

/** The finding of a criterion about clients that close. Without a proxy the client has to have its stream before it vanishes. */
export function notAboutVanishing(trace: JudgedTrace): Finding {
  const hasStream = trace.kind !== 'control' || clientFacts(trace, VANISHED, 'event', 1).length > 0
  return hasStream ? notApplicable('the client vanishes, and closes nothing') : noisy('the client received no event')
}

/**
 * When a client that vanished is noticed, and by whom. Informative: with the kernel's defaults no proxy notices it within the time
 * that is observed, and what shortens it is mostly a setting of the kernel.
 * @param limit the criterion of a limit that closes such streams anyway
 */
export const vanished = (title: string, limit: CriterionId): Criterion => ({
  id: 'vanished',
  kind: 'informative',
  title,
  classes: ['noticed', 'proxy-only', 'not-noticed'],
  judge(trace) {
    if (!vanishes(trace)) return notApplicable('the client closes its connection')
    const [vanish, watched] = [acts(trace, 'vanish')[0], acts(trace, 'watched')[0]]
    if (vanish === undefined || watched === undefined) return whyNoRequest(trace)
    const came = clientFacts(trace, VANISHED, 'event', 1).find(({ t }) => t > vanish.t)
    if (came !== undefined) return noisy('the client still received an event after it had vanished', [came.index])
    const left = originFacts(trace, VANISHED, 'peer-left', 1)[0]
    if (left !== undefined && left.t < vanish.t)
      return notApplicable('the proxy closed the origin’s connection before the client vanished', [left.index])
    const anyway = originFacts(trace, STAYED, 'peer-left', 1)[0]
    if (left !== undefined && anyway !== undefined)
      return dependent(limit, `such streams are closed after ${sayMs(anyway.t - vanish.t)} anyway`, [anyway.index])
    const closed = acts(trace, 'proxy-closed')[0]
    return noticedBy(trace, { vanish, watched, left, closed })
  },
})

interface Seen {
  readonly vanish: { readonly t: number; readonly index: number; readonly detail: Readonly<Record<string, unknown>> }
  readonly watched: { readonly t: number; readonly index: number }
  readonly left: { readonly t: number; readonly index: number } | undefined
  readonly closed: { readonly t: number; readonly index: number } | undefined
}

function noticedBy(trace: JudgedTrace, { vanish, watched, left, closed }: Seen): Finding {
  const expected = 'no expectation (informative)'
  if (left !== undefined) {
    const delay = left.t - vanish.t
    return measured('noticed', {
      expected,
      actual: `the origin’s connection is closed ${sayMs(delay)} after the client vanished`,
      measures: { delay: ms(delay) },
      evidence: [vanish.index, left.index],
    })
  }
  // What came before an earlier stall was read after it.
  if (isStalled(trace, watched.t - LAST, watched.t)) return stalled()
  const evidence = [vanish.index, watched.index]
  const time = watched.t - vanish.t
  if (closed !== undefined) {
    const byProxy = closed.t - vanish.t
    const actual = `the proxy closes the client’s connection ${sayMs(byProxy)} after the client vanished, but the origin’s not within ${sayMs(time)}`
    return measured('proxy-only', { expected, actual, measures: { 'proxy alone': ms(byProxy) }, evidence })
  }
  const who = vanish.detail.visible === true ? 'neither the proxy nor the origin notices' : 'the origin does not notice'
  const actual = `${who} within ${sayMs(time)} that the client has vanished`
  return measured('not-noticed', { expected, actual, measures: { watched: ms(time) }, evidence })
}
