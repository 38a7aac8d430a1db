import type { Criterion, Ms, Trace } from '../../harness/model/index.ts'
import { isRejected, whyNoStream } from '../../harness/scenario-kit/why-no-stream.ts'
import {
  acts,
  clientFacts,
  dependent,
  fail,
  isStalled,
  longestStall,
  ms,
  noisy,
  originFacts,
  pass,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { quietCriteria } from './quiet-criteria.ts'
import { EVERY, EVERY_CLOSE, ours, proxys, SHORT, windowOf } from './time.ts'

const BUSY = 'busy'
const CLOSER = 'closer'
/** Maximum difference between two closes by the same duration limit, in real time (ms) and as a share. */
const SAME_AGE: Ms = 30
const SHARE_OF_AGE = 0.1

interface Life {
  readonly cut: boolean
  /** From the origin's headers to the first end that either side observed, or to the last event. */
  readonly age: Ms
  /** From sending the last event to that end. */
  readonly since: Ms
  /** The longest time until that end in which the origin sent nothing. */
  readonly silence: Ms
  readonly evidence: readonly number[]
}

function lifeOf(trace: Trace, client: string): Life | undefined {
  const done = acts(trace, 'busy-done').find(({ detail }) => detail.client === client)
  const [head] = originFacts(trace, client, 'sent-head')
  if (done === undefined || head === undefined || isRejected(trace, client)) return undefined
  const endings = [...clientFacts(trace, client, 'end'), ...originFacts(trace, client, 'peer-left')]
  const first = endings.sort((a, b) => a.t - b.t)[0]
  if (done.detail.cut !== true || first === undefined) {
    return { cut: false, age: done.t - head.t, since: 0, silence: 0, evidence: [head.index, done.index] }
  }
  const times = [head, ...originFacts(trace, client, 'sent'), first].map(({ t }) => t).filter((t) => t <= first.t)
  const pauses = times.slice(1).map((t, n) => t - (times[n] ?? t))
  const age = first.t - head.t
  return {
    cut: true,
    age,
    since: pauses.at(-1) ?? 0,
    silence: Math.max(...pauses),
    evidence: [head.index, first.index],
  }
}

const cap: Criterion = {
  id: 'cap',
  kind: 'optimal',
  title: "An active stream is not closed after a total duration, in the proxy's time.",
  classes: ['no-cap', 'idle-only', 'cut-total'],
  judge(trace) {
    const life = lifeOf(trace, BUSY)
    if (life === undefined) return whyNoStream(trace, BUSY)
    const window = windowOf(trace.axes)
    const expected = `not closed within ${window / 60_000} min`
    const { evidence } = life
    if (!life.cut) return pass('no-cap', { expected, actual: expected, measures: { atLeast: ms(window) }, evidence })
    if (life.age <= ours(SHORT)) return dependent('heartbeat/quiet', `closed within ${SHORT / 1000} s`, evidence)
    const closer = lifeOf(trace, CLOSER)
    if (closer === undefined) return noisy('the stream with more frequent events could not be tested', evidence)
    const apart = Math.abs(closer.age - life.age)
    const same = apart <= Math.max(SAME_AGE, life.age * SHARE_OF_AGE)
    if (closer.cut && !same && apart <= 2 * longestStall(trace)) return stalled(evidence)
    if (closer.cut && same) {
      // If the last event was sent too long ago, an idle timeout may have closed the stream, by chance at that age.
      if (closer.since > 2 * ours(EVERY_CLOSE)) return noisy('events were sent late by the harness')
      const age = proxys((life.age + closer.age) / 2)
      const actual = `closed after ${sayMs(age)} in total, regardless of activity`
      const measures = { longest: ms(age) }
      return fail('cut-total', { expected, actual, measures, evidence: [...evidence, ...closer.evidence] })
    }
    // An idle timeout that is longer than the planned time between two events closes it only where one was sent late.
    if (life.silence > 2 * ours(EVERY)) return noisy('events were sent late by the harness', evidence)
    const atLeast = proxys(closer.age)
    const actual = `an idle timeout closes it; with more frequent events it stays open ${closer.cut ? 'for a different time' : `${sayMs(atLeast)} or more`}`
    return pass('idle-only', { expected, actual, measures: closer.cut ? {} : { atLeast: ms(atLeast) }, evidence })
  },
}

const delivers: Criterion = {
  id: 'delivers',
  kind: 'required',
  title: 'An old stream still delivers events.',
  classes: ['delivers', 'dead'],
  judge(trace) {
    const life = lifeOf(trace, BUSY)
    if (life === undefined) return whyNoStream(trace, BUSY)
    if (life.cut) return dependent('total-cap/cap', 'the stream was closed')
    const head = clientFacts(trace, BUSY, 'head')[0]
    if (head !== undefined && head.status !== 200) return dependent('delivery/live', `status ${head.status}`)
    const event = clientFacts(trace, BUSY, 'event').find(({ id }) => id === 'last')
    const expected = 'the last event arrives'
    if (event !== undefined) return pass('delivers', { expected, actual: expected, evidence: [event.index] })
    if (isStalled(trace)) return stalled()
    return fail('dead', {
      expected,
      actual: 'the stream stays open, but delivers nothing any more',
      evidence: life.evidence,
    })
  },
}

export const criteria: readonly Criterion[] = [cap, delivers, ...quietCriteria(cap)]
