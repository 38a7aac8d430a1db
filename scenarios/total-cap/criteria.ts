import type { Criterion, Ms, Trace } from '../../harness/model/index.ts'
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
import { EVERY_CLOSE, ours, proxys, SHORT, WINDOW } from './time.ts'

const BUSY = 'busy'
const CLOSER = 'closer'
const DOUBT: Ms = 500
/** Two ages at which one cap cuts do not differ by more, in our time and as a share. */
const SAME_AGE: Ms = 30
const SHARE_OF_AGE = 0.1
const NO_STREAM = 'the origin was never asked: see delivery/live'
const LONGEST = `${WINDOW / 60_000} min`

interface Life {
  readonly cut: boolean
  /** From the origin's head to the first ending that either side saw, or to the last event. */
  readonly age: Ms
  /** From the last event's sending to that. */
  readonly since: Ms
  readonly evidence: readonly number[]
}

function lifeOf(trace: Trace, client: string): Life | undefined {
  const done = acts(trace, 'busy-done').find(({ detail }) => detail.client === client)
  const [head] = originFacts(trace, client, 'sent-head')
  if (done === undefined || head === undefined) return undefined
  const endings = [...clientFacts(trace, client, 'end'), ...originFacts(trace, client, 'peer-left')]
  const first = endings.sort((a, b) => a.t - b.t)[0]
  if (done.detail.cut !== true || first === undefined) {
    return { cut: false, age: done.t - head.t, since: 0, evidence: [head.index, done.index] }
  }
  const last = originFacts(trace, client, 'sent').findLast(({ t }) => t <= first.t) ?? head
  return { cut: true, age: first.t - head.t, since: first.t - last.t, evidence: [head.index, first.index] }
}

const cap: Criterion = {
  id: 'cap',
  kind: 'optimal',
  title: `A stream on which events flow is not cut for its age, within ${LONGEST} of the proxy's time.`,
  classes: ['no-cap', 'idle-only', 'cut-total'],
  judge(trace) {
    const life = lifeOf(trace, BUSY)
    if (life === undefined) return notApplicable(NO_STREAM)
    const expected = `not cut within ${LONGEST}`
    const { evidence } = life
    if (!life.cut) return pass('no-cap', { expected, actual: expected, measures: { atLeast: ms(WINDOW) }, evidence })
    if (life.age <= ours(SHORT)) return notApplicable(`cut within ${SHORT / 1000} s: see heartbeat`, evidence)
    const closer = lifeOf(trace, CLOSER)
    if (closer === undefined) return noisy('the closer stream could not be played', evidence)
    const apart = Math.abs(closer.age - life.age)
    const same = apart <= Math.max(SAME_AGE, life.age * SHARE_OF_AGE)
    if (closer.cut && !same && apart <= 2 * longestStall(trace))
      return noisy('the harness itself stood still', evidence)
    if (closer.cut && same) {
      // Where the last event was sent too long ago a timer for silence may have cut it, and by chance at that age.
      if (closer.since > 2 * ours(EVERY_CLOSE)) return noisy('events were sent late by the harness')
      const age = proxys((life.age + closer.age) / 2)
      const actual = `cut at the age of ${sayMs(age)}, however often events come`
      const measures = { longest: ms(age) }
      return fail('cut-total', { expected, actual, measures, evidence: [...evidence, ...closer.evidence] })
    }
    const atLeast = proxys(closer.age)
    const actual = `a timer for silence cuts it; with more events it lives ${closer.cut ? 'another time' : `${sayMs(atLeast)} and more`}`
    return pass('idle-only', { expected, actual, measures: closer.cut ? {} : { atLeast: ms(atLeast) }, evidence })
  },
}

const delivers: Criterion = {
  id: 'delivers',
  kind: 'required',
  title: 'A stream that has grown old still carries events.',
  classes: ['delivers', 'dead'],
  judge(trace) {
    const life = lifeOf(trace, BUSY)
    if (life === undefined) return notApplicable(NO_STREAM)
    if (life.cut) return notApplicable('the stream was cut: see cap')
    const head = clientFacts(trace, BUSY, 'head')[0]
    if (head !== undefined && head.status !== 200) return notApplicable(`status ${head.status}: see delivery/live`)
    const event = clientFacts(trace, BUSY, 'event').find(({ id }) => id === 'last')
    const expected = 'the last event arrives'
    if (event !== undefined) return pass('delivers', { expected, actual: expected, evidence: [event.index] })
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
    return fail('dead', { expected, actual: 'the stream is open, and nothing comes any more', evidence: life.evidence })
  },
}

export const criteria: readonly Criterion[] = [cap, delivers]
