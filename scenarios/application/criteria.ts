import type { Criterion, Finding, JudgedTrace, Trace } from '../../harness/model/index.ts'
import { acts, dependent, fail, isStalled, pass, stalled } from '../../harness/trace/facts.ts'
import { bodyDifference, type Difference, eventDifference, headDifference } from './differences.ts'

/** The criterion covers all streams of the test case: the first stream that differs decides. */
function judgeAll(
  trace: JudgedTrace,
  difference: (trace: Trace, client: string) => Difference | undefined,
  expected: string,
): Finding {
  const differing: Difference[] = []
  const clients = acts(trace, 'asked').map((act) => String(act.detail.client))
  for (const client of clients) {
    const found = difference(trace, client)
    if (found !== undefined) differing.push({ ...found, actual: `${client}: ${found.actual}` })
  }
  const real = differing.find(({ observed }) => observed !== 'unasked' && observed !== 'elsewhere')
  if (real !== undefined) {
    const { observed, actual, evidence, waited } = real
    if (waited && isStalled(trace)) return stalled(evidence)
    return fail(observed, { expected, actual, evidence })
  }
  const [because] = differing
  if (because?.dependsOn !== undefined) return dependent(because.dependsOn, because.actual, because.evidence)
  return pass('same', { expected, actual: expected })
}

const sameHead: Criterion = {
  id: 'same-head',
  kind: 'required',
  title: 'Status, Content-Type, caching, CORS and similar header fields arrive as the application sent them.',
  classes: ['same', 'status', 'content-type', 'fields', 'no-answer'],
  judge: (trace) => judgeAll(trace, headDifference, "the application's own response headers"),
}

const sameEvents: Criterion = {
  id: 'same-events',
  kind: 'required',
  title: 'Every event arrives once, in order, with its type, id and data unchanged.',
  classes: ['same', 'lost', 'altered', 'duplicated', 'reordered'],
  judge: (trace) => judgeAll(trace, eventDifference, "the application's own events"),
}

const sameBody: Criterion = {
  id: 'same-body',
  kind: 'required',
  title:
    'After content decoding, every body is byte for byte what the application sent, including comments, retry fields and responses that are not streams.',
  classes: ['same', 'comments-dropped', 'altered', 'incomplete'],
  judge: (trace) => judgeAll(trace, bodyDifference, "the application's own bytes"),
}

export const criteria: readonly Criterion[] = [sameHead, sameEvents, sameBody]
