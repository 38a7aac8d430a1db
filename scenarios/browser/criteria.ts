import type { Criterion, Trace } from '../../harness/model/index.ts'
import { acts, clientFacts, dependent, fail, originFacts, pass, unlessStalled } from '../../harness/trace/facts.ts'

const SOURCE = 'source'

const asked = (trace: Trace, attempt: number) => originFacts(trace, SOURCE, 'request', attempt)[0]

const live: Criterion = {
  id: 'live',
  kind: 'required',
  title: 'Each event, including named ones, reaches the page before the next is sent.',
  classes: ['live', 'held', 'unnamed'],
  judge(trace) {
    if (asked(trace, 1) === undefined) return dependent('delivery/live', 'no request reached the origin')
    const end = acts(trace, 'end')[0]?.t ?? Number.POSITIVE_INFINITY
    const events = clientFacts(trace, SOURCE, 'event', 1)
    const inTime = events.filter(({ t }) => t < end)
    const parts = { expected: '4 of 4 events, one of them named', evidence: events.map(({ index }) => index) }
    if (['one', 'two', 'three'].some((id) => !inTime.some((event) => event.id === id))) {
      const actual = `${inTime.length} of 4 events reach the page in a browser while the stream is open`
      return unlessStalled(trace, fail('held', { ...parts, actual }))
    }
    const named = inTime.find(({ id }) => id === 'named')
    if (named?.event === 'news') {
      return pass('live', {
        ...parts,
        actual: 'each event reaches the page',
        headline: 'a browser receives each event immediately',
      })
    }
    return unlessStalled(
      trace,
      fail('unnamed', { ...parts, actual: 'a named event is not dispatched to its listener' }),
    )
  },
}

const returns: Criterion = {
  id: 'returns',
  kind: 'required',
  title: 'When the stream ends, the browser reconnects with the last event id.',
  classes: ['resumes', 'never', 'without-id', 'not-delivered'],
  judge(trace) {
    if (acts(trace, 'end').length === 0) return dependent('delivery/live', 'no request reached the origin')
    const back = asked(trace, 2)
    const ends = clientFacts(trace, SOURCE, 'end')
    const parts = { expected: 'a request with Last-Event-ID: named', evidence: ends.map(({ index }) => index) }
    if (back === undefined)
      return unlessStalled(trace, fail('never', { ...parts, actual: 'the browser does not reconnect' }))
    const id = back.headers.find(([name]) => name.toLowerCase() === 'last-event-id')?.[1]
    const evidence = [...parts.evidence, back.index]
    if (id !== 'named') {
      return fail('without-id', {
        ...parts,
        evidence,
        actual:
          id === undefined
            ? 'the browser reconnects without Last-Event-ID'
            : `the browser reconnects with Last-Event-ID: ${id}`,
      })
    }
    if (clientFacts(trace, SOURCE, 'event', 2).some((event) => event.id === 'resumed')) {
      return pass('resumes', { ...parts, evidence, actual: 'the browser reconnects with the last event id' })
    }
    return unlessStalled(
      trace,
      fail('not-delivered', { ...parts, evidence, actual: 'events after the reconnect do not arrive' }),
    )
  },
}

const stops: Criterion = {
  id: 'stops',
  kind: 'required',
  title: 'A browser stops reconnecting after status 204.',
  classes: ['stops', 'goes-on'],
  judge(trace) {
    if (originFacts(trace, SOURCE, 'sent-head', 3).length === 0)
      return dependent('browser/returns', 'the browser did not reconnect')
    const gaveUp = clientFacts(trace, SOURCE, 'gave-up')
    const evidence = [...gaveUp, ...clientFacts(trace, SOURCE, 'end', 3)].map(({ index }) => index)
    const expected = 'readyState CLOSED'
    if (gaveUp.length > 0) return pass('stops', { expected, actual: expected, evidence })
    return unlessStalled(trace, fail('goes-on', { expected, actual: 'status 204 does not stop the browser', evidence }))
  },
}

export const criteria: readonly Criterion[] = [live, returns, stops]
