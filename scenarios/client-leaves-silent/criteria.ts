import type { Criterion } from '../../harness/model/index.ts'
import { notAboutVanishing, vanished, vanishes } from '../../harness/scenario-kit/vanishing/criterion.ts'
import { whyNoRequest } from '../../harness/scenario-kit/why-no-stream.ts'
import {
  acts,
  clientFacts,
  dependent,
  fail,
  isStalled,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { LEAVER, STAYER } from './streams.ts'

const noticed: Criterion = {
  id: 'noticed',
  kind: 'optimal',
  title: 'A client disconnect is propagated to the origin while the stream is idle.',
  classes: ['noticed', 'not-noticed'],
  judge(trace) {
    if (vanishes(trace)) return notAboutVanishing(trace)
    const [leave, waited] = [acts(trace, 'leave')[0], acts(trace, 'waited')[0]]
    if (leave === undefined || waited === undefined) return whyNoRequest(trace)
    const end = clientFacts(trace, LEAVER, 'end', 1)[0]
    if (end === undefined) return noisy('the client did not disconnect')
    if (!end.byUs) return notApplicable('the stream ended before the client disconnected', [end.index])
    const left = originFacts(trace, LEAVER, 'peer-left', 1)[0]
    if (left !== undefined && left.t < leave.t)
      return notApplicable('the proxy closed the origin’s connection before the client disconnected', [left.index])
    const stayerLeft = originFacts(trace, STAYER, 'peer-left', 1)[0]
    const delay = (left?.t ?? waited.t) - leave.t
    // An idle timeout closes both at about the same time.
    if (stayerLeft !== undefined && stayerLeft.t - leave.t < 2 * delay) {
      const because = `idle streams are closed after ${sayMs(delay)} anyway`
      return dependent('heartbeat/quiet', because, [stayerLeft.index])
    }
    const parts = { expected: 'the origin’s connection is closed', measures: { delay: ms(delay) } }
    if (left !== undefined)
      return pass('noticed', { ...parts, actual: `detected after ${sayMs(delay)}`, evidence: [end.index, left.index] })
    if (isStalled(trace)) return stalled()
    return fail('not-noticed', {
      ...parts,
      actual: `client disconnect not propagated upstream while idle, within ${sayMs(delay)}`,
      evidence: [end.index, waited.index],
    })
  },
}

export const criteria: readonly Criterion[] = [
  noticed,
  vanished(
    'When a client that vanishes without FIN or RST is noticed while the stream is idle, by the proxy and by the origin.',
    'heartbeat/quiet',
  ),
]
