import type { Criterion, Finding, Ms, Trace } from '../../harness/model/index.ts'
import { acts, fail, longestStall, noisy, notApplicable, pass } from '../../harness/trace/facts.ts'
import { bodyDifference, type Difference, eventDifference, headDifference } from './differences.ts'

/** A stall of the harness from which on something that did not come is doubtful. */
const DOUBT: Ms = 500

/** The first stream of a cell that differs speaks for it: a required criterion is about all of them. */
function judgeAll(
  trace: Trace,
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
    if (waited && longestStall(trace) > DOUBT) return noisy('the harness itself stood still', evidence)
    return fail(observed, { expected, actual, evidence })
  }
  const because = differing[0]
  if (because !== undefined) return notApplicable(because.actual, because.evidence)
  return pass('same', { expected, actual: expected })
}

const sameHead: Criterion = {
  id: 'same-head',
  kind: 'required',
  title: 'Status, Content-Type, caching, CORS and the like arrive as the application sent them.',
  classes: ['same', 'status', 'content-type', 'fields', 'no-answer'],
  judge: (trace) => judgeAll(trace, headDifference, "the application's own head"),
}

const sameEvents: Criterion = {
  id: 'same-events',
  kind: 'required',
  title: 'Every event arrives once, in order, with its type, id and data.',
  classes: ['same', 'lost', 'altered', 'duplicated', 'reordered'],
  judge: (trace) => judgeAll(trace, eventDifference, "the application's own events"),
}

const sameBody: Criterion = {
  id: 'same-body',
  kind: 'required',
  title:
    'After decoding, a body is what the application sent, byte for byte: comments, retry, and answers that are no stream.',
  classes: ['same', 'comments-dropped', 'altered', 'incomplete'],
  judge: (trace) => judgeAll(trace, bodyDifference, "the application's own bytes"),
}

export const criteria: readonly Criterion[] = [sameHead, sameEvents, sameBody]
