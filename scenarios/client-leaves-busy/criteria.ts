import type { Criterion } from '../../harness/model/index.ts'
import { notAboutVanishing, vanished, vanishes } from '../../harness/scenario-kit/vanishing/criterion.ts'
import { whyNoRequest } from '../../harness/scenario-kit/why-no-stream.ts'
import {
  acts,
  clientFacts,
  count,
  fail,
  isStalled,
  longestStall,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { EVERY, STREAM } from './streams.ts'

const noticed: Criterion = {
  id: 'noticed',
  kind: 'required',
  title: 'A client disconnect is propagated to the origin while it sends; otherwise it keeps sending indefinitely.',
  classes: ['noticed', 'never'],
  judge(trace) {
    if (vanishes(trace)) return notAboutVanishing(trace)
    const [leave, waited] = [acts(trace, 'leave')[0], acts(trace, 'waited')[0]]
    if (leave === undefined || waited === undefined) return whyNoRequest(trace)
    const end = clientFacts(trace, STREAM, 'end', 1)[0]
    if (end === undefined) return noisy('the client did not disconnect')
    if (!end.byUs) return notApplicable('the stream ended before the client disconnected', [end.index])
    const left = originFacts(trace, STREAM, 'peer-left', 1)[0]
    if (left !== undefined && left.t < leave.t)
      return notApplicable('the proxy closed the origin’s connection before the client disconnected', [left.index])
    const until = left?.t ?? waited.t
    const writes = originFacts(trace, STREAM, 'sent', 1).filter(({ t }) => t > leave.t && t < until).length
    const expected = 'the origin’s connection is closed'
    const measures = { delay: ms(until - leave.t), 'sent for nobody': count(writes, 'events') }
    if (left !== undefined) {
      // Late writes of the harness delay the detection, and are not the proxy's fault.
      const late = until - leave.t > (writes + 1) * EVERY
      if (late && longestStall(trace, leave.t, until) > EVERY) return stalled()
      const actual = `detected after ${sayMs(until - leave.t)}, with ${writes} events written meanwhile`
      const headline =
        writes === 0 ? undefined : { headline: `client disconnect detected on the ${ordinal(writes)} write` }
      return pass('noticed', { expected, actual, measures, evidence: [end.index, left.index], ...headline })
    }
    if (isStalled(trace)) return stalled()
    const actual = `client disconnect not detected within ${sayMs(until - leave.t)}, during ${writes} writes`
    return fail('never', { expected, actual, measures, evidence: [end.index, waited.index] })
  },
}

const ordinal = (n: number): string => ['1st', '2nd', '3rd'][n - 1] ?? `${n}th`

export const criteria: readonly Criterion[] = [
  noticed,
  vanished(
    'When a client that vanishes without FIN or RST is noticed while the origin sends, by the proxy and by the origin.',
    'total-cap/cap',
  ),
]
