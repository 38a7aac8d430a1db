import type { Criterion } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  count,
  fail,
  longestStall,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
} from '../../harness/trace/facts.ts'
import { EVERY, STREAM } from './streams.ts'

/** A stall of the harness from which on what was waited for in vain is doubtful, in ms. */
const DOUBT = 5 * EVERY

const noticed: Criterion = {
  id: 'noticed',
  kind: 'required',
  title: 'When a client leaves, the origin learns of it while it sends: else it goes on for nobody, for ever.',
  classes: ['noticed', 'never'],
  judge(trace) {
    const [leave, waited] = [acts(trace, 'leave')[0], acts(trace, 'waited')[0]]
    if (leave === undefined || waited === undefined)
      return notApplicable('the origin was never asked: see delivery/live')
    const end = clientFacts(trace, STREAM, 'end', 1)[0]
    if (end === undefined) return noisy('the client never left')
    if (!end.byUs) return notApplicable('the stream was over before the client left', [end.index])
    const left = originFacts(trace, STREAM, 'peer-left', 1)[0]
    const until = left?.t ?? waited.t
    const writes = originFacts(trace, STREAM, 'sent', 1).filter(({ t }) => t > leave.t && t < until).length
    const expected = 'the origin sees its connection end'
    const measures = { delay: ms(until - leave.t), 'sent for nobody': count(writes, 'events') }
    if (left !== undefined) {
      // The origin's events were late, and so was what it learned by them.
      const late = until - leave.t > (writes + 1) * EVERY
      if (late && longestStall(trace, leave.t, until) > EVERY) return noisy('the harness itself stood still')
      const actual = `after ${sayMs(until - leave.t)}, with ${writes} events sent for nobody`
      const headline =
        writes === 0 ? undefined : { headline: `a lost client shows at the ${ordinal(writes)} event after it left` }
      return pass('noticed', { expected, actual, measures, evidence: [end.index, left.index], ...headline })
    }
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
    const actual = `the origin is not told of a lost client within ${sayMs(until - leave.t)}, in which it sent ${writes} events for nobody`
    return fail('never', { expected, actual, measures, evidence: [end.index, waited.index] })
  },
}

const ordinal = (n: number): string => ['first', 'second', 'third'][n - 1] ?? `${n}th`

export const criteria: readonly Criterion[] = [noticed]
