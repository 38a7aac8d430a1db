import type { Criterion, Finding, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  fail,
  longestStall,
  noisy,
  notApplicable,
  originFacts,
  pass,
} from '../../harness/trace/facts.ts'

const SOURCE = 'source'
const DOUBT: Ms = 1000

const asked = (trace: Trace, attempt: number) => originFacts(trace, SOURCE, 'request', attempt)[0]

/** A failure that came from waiting in vain is none where the harness itself stood still. */
const unlessStalled = (trace: Trace, finding: Finding): Finding =>
  longestStall(trace) > DOUBT ? noisy('the harness itself stood still', finding.evidence) : finding

const live: Criterion = {
  id: 'live',
  kind: 'required',
  title: 'Events reach the page while the next is withheld, named ones too.',
  classes: ['live', 'held', 'unnamed'],
  judge(trace) {
    if (asked(trace, 1) === undefined) return notApplicable('the origin was never asked: see delivery/live')
    const end = acts(trace, 'end')[0]?.t ?? Number.POSITIVE_INFINITY
    const events = clientFacts(trace, SOURCE, 'event', 1)
    const inTime = events.filter(({ t }) => t < end)
    const parts = { expected: 'four of four, one of them named', evidence: events.map(({ index }) => index) }
    if (['one', 'two', 'three'].some((id) => !inTime.some((event) => event.id === id))) {
      const actual = `${inTime.length} of four events reach a browser’s page while the stream is open`
      return unlessStalled(trace, fail('held', { ...parts, actual }))
    }
    const named = inTime.find(({ id }) => id === 'named')
    if (named?.event === 'news') {
      return pass('live', {
        ...parts,
        actual: 'each event reaches the page',
        headline: 'a browser gets each event at once',
      })
    }
    return unlessStalled(trace, fail('unnamed', { ...parts, actual: 'a named event does not reach its listener' }))
  },
}

const returns: Criterion = {
  id: 'returns',
  kind: 'required',
  title: 'After an end the browser comes back by itself, with the last id.',
  classes: ['resumes', 'never', 'without-id', 'not-delivered'],
  judge(trace) {
    if (acts(trace, 'end').length === 0) return notApplicable('the origin was never asked: see delivery/live')
    const back = asked(trace, 2)
    const ends = clientFacts(trace, SOURCE, 'end')
    const parts = { expected: 'a request with Last-Event-ID: named', evidence: ends.map(({ index }) => index) }
    if (back === undefined)
      return unlessStalled(trace, fail('never', { ...parts, actual: 'the browser does not come back' }))
    const id = back.headers.find(([name]) => name.toLowerCase() === 'last-event-id')?.[1]
    const evidence = [...parts.evidence, back.index]
    if (id !== 'named') {
      return fail('without-id', { ...parts, evidence, actual: `the origin is told ${id ?? 'no'} Last-Event-ID` })
    }
    if (clientFacts(trace, SOURCE, 'event', 2).some((event) => event.id === 'resumed')) {
      return pass('resumes', { ...parts, evidence, actual: 'it comes back with the last id' })
    }
    return unlessStalled(
      trace,
      fail('not-delivered', { ...parts, evidence, actual: 'what comes after the return does not arrive' }),
    )
  },
}

const stops: Criterion = {
  id: 'stops',
  kind: 'required',
  title: 'A browser that is answered with 204 stops for good.',
  classes: ['stops', 'goes-on'],
  judge(trace) {
    if (originFacts(trace, SOURCE, 'sent-head', 3).length === 0)
      return notApplicable('it did not come back: see returns')
    const gaveUp = clientFacts(trace, SOURCE, 'gave-up')
    const evidence = [...gaveUp, ...clientFacts(trace, SOURCE, 'end', 3)].map(({ index }) => index)
    const expected = 'readyState CLOSED'
    if (gaveUp.length > 0) return pass('stops', { expected, actual: expected, evidence })
    return unlessStalled(trace, fail('goes-on', { expected, actual: '204 does not stop the browser', evidence }))
  },
}

export const criteria: readonly Criterion[] = [live, returns, stops]
