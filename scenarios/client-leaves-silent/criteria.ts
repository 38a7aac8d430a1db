import type { Criterion, Ms } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  fail,
  longestStall,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
} from '../../harness/trace/facts.ts'
import { LEAVER, STAYER } from './streams.ts'

/** A stall of the harness from which on what was waited for in vain is doubtful. */
const DOUBT: Ms = 500

const noticed: Criterion = {
  id: 'noticed',
  kind: 'optimal',
  title: 'When a client leaves while nothing is sent, the origin learns of it.',
  classes: ['noticed', 'not-noticed'],
  judge(trace) {
    const [leave, waited] = [acts(trace, 'leave')[0], acts(trace, 'waited')[0]]
    if (leave === undefined || waited === undefined)
      return notApplicable('the origin was never asked: see delivery/live')
    const end = clientFacts(trace, LEAVER, 'end', 1)[0]
    if (end === undefined) return noisy('the client never left')
    if (!end.byUs) return notApplicable('the stream was over before the client left', [end.index])
    const left = originFacts(trace, LEAVER, 'peer-left', 1)[0]
    const stayerLeft = originFacts(trace, STAYER, 'peer-left', 1)[0]
    const delay = (left?.t ?? waited.t) - leave.t
    // A limit on silence lets both go at about the same time.
    if (stayerLeft !== undefined && stayerLeft.t - leave.t < 2 * delay) {
      const because = `silent streams end by themselves, after ${sayMs(delay)}: see heartbeat/quiet`
      return notApplicable(because, [stayerLeft.index])
    }
    const parts = { expected: 'the origin sees its connection end', measures: { delay: ms(delay) } }
    if (left !== undefined)
      return pass('noticed', { ...parts, actual: `after ${sayMs(delay)}`, evidence: [end.index, left.index] })
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
    return fail('not-noticed', {
      ...parts,
      actual: `the origin is not told of a silent client's leaving within ${sayMs(delay)}`,
      evidence: [end.index, waited.index],
    })
  },
}

export const criteria: readonly Criterion[] = [noticed]
