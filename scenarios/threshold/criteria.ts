import type { Criterion, Finding, Measure, Ms, Trace } from '../../harness/model/index.ts'
import { flushAfter } from '../../harness/scenario-kit/buffered-bytes/measure.ts'
import {
  acts,
  bytes,
  clientFacts,
  count,
  dependent,
  fail,
  measured,
  originFacts,
  pass,
  sayBytes,
  unlessStalled,
} from '../../harness/trace/facts.ts'

const endOf = (trace: Trace, client: string): Ms =>
  acts(trace, 'end').find(({ detail }) => detail.client === client)?.t ?? Number.POSITIVE_INFINITY

/** When an event arrived; undefined if that was not before the origin ended the stream. */
function cameAt(trace: Trace, client: string, id = '1'): Ms | undefined {
  const event = clientFacts(trace, client, 'event').find((one) => one.id === id)
  return event === undefined || event.t >= endOf(trace, client) ? undefined : event.t
}

const streams = (trace: Trace): boolean =>
  clientFacts(trace, 'random', 'head', 1)[0]?.status === 200 && originFacts(trace, 'random', 'sent').length > 0

/** The result of one padding stream: bytes that were buffered before the first one arrived. */
interface Held {
  readonly is: 'nothing' | 'next-write' | 'until-bytes' | 'until-end' | 'cut'
  readonly bytes: number
  readonly evidence: readonly number[]
}

function heldBy(trace: Trace, client: string): Held | undefined {
  const sent = originFacts(trace, client, 'sent')
  const [last] = sent.slice(-1)
  if (last === undefined) return undefined
  const grown = acts(trace, 'grow').find(({ detail }) => detail.client === client)
  const first = flushAfter(trace, client, grown?.t ?? 0, Number(grown?.detail.received ?? 0))
  const evidence = [sent[0]?.index ?? 0, ...(first === undefined ? [last.index] : [first.index])]
  if (grown === undefined) return { is: 'nothing', bytes: 0, evidence }
  if (first !== undefined && first.at < endOf(trace, client)) {
    return { is: first.writes === 2 ? 'next-write' : 'until-bytes', bytes: first.bytes, evidence }
  }
  const [end] = clientFacts(trace, client, 'end')
  const cut = end !== undefined && end.t < endOf(trace, client)
  return { is: cut ? 'cut' : 'until-end', bytes: last.written, evidence }
}

const sayHeld = ({ is, bytes: size }: Held): string => {
  if (is === 'nothing') return 'nothing'
  if (is === 'next-write') return 'until the next write'
  return is === 'until-bytes' ? sayBytes(size) : `more than ${sayBytes(size)}`
}

const held: Criterion = {
  id: 'held',
  kind: 'informative',
  title: 'The smallest padding that flushes an event: incompressible bytes, and compressible bytes.',
  classes: ['nothing', 'next-write', 'until-bytes', 'until-end', 'cut'],
  judge(trace) {
    const random = heldBy(trace, 'random')
    if (!streams(trace) && random?.is !== 'until-end') return dependent('delivery/live', 'no stream')
    if (random === undefined) return dependent('delivery/live', 'no stream')
    const expected = 'nothing is buffered'
    if (random.is === 'nothing') {
      return measured('nothing', { expected, actual: expected, evidence: random.evidence })
    }
    const plain = heldBy(trace, 'spaces')
    const also = plain === undefined || plain.is === 'nothing' ? '' : `; with compressible padding: ${sayHeld(plain)}`
    const name = (one: Held, what: string): Readonly<Record<string, Measure>> =>
      one.is === 'nothing' || one.is === 'next-write'
        ? {}
        : { [one.is === 'until-bytes' ? `held${what}` : `held${what}AtLeast`]: bytes(one.bytes) }
    const finding = measured(random.is, {
      expected,
      actual: `buffered: ${sayHeld(random)}${also}`,
      measures: { ...name(random, 'Random'), ...(plain === undefined ? {} : name(plain, 'Spaces')) },
      evidence: random.evidence,
    })
    return unlessStalled(trace, finding)
  },
}

/** Why the two claims cannot be tested; undefined if they can. */
function notHeld(trace: Trace): Finding | undefined {
  const random = heldBy(trace, 'random')
  if (random === undefined || random.is === 'cut') return dependent('threshold/held', 'no stream')
  return random.is === 'nothing' ? dependent('threshold/held', 'nothing is buffered') : undefined
}

const preamble: Criterion = {
  id: 'preamble',
  kind: 'informative',
  title: 'Whether 2 KB of padding before the first event changes what is buffered.',
  classes: ['no-change', 'releases-once', 'releases'],
  judge(trace) {
    const because = notHeld(trace)
    if (because !== undefined) return because
    const parts = { expected: 'said to stop buffering' }
    if (cameAt(trace, 'preamble') === undefined) {
      return unlessStalled(trace, measured('no-change', { ...parts, actual: 'the event after it is still buffered' }))
    }
    if (cameAt(trace, 'preamble', '2') === undefined) {
      const actual = 'the event after it arrives, the next one is buffered'
      return unlessStalled(trace, measured('releases-once', { ...parts, actual }))
    }
    return measured('releases', { ...parts, actual: 'the events after it arrive' })
  },
}

const heartbeats: Criterion = {
  id: 'heartbeats',
  kind: 'informative',
  title: 'Whether heartbeats flush a buffered event.',
  classes: ['no-change', 'releases'],
  judge(trace) {
    const because = notHeld(trace)
    if (because !== undefined) return because
    const sent = originFacts(trace, 'beats', 'sent').filter(({ what }) => what === 'comment')
    const came = cameAt(trace, 'beats')
    const parts = { expected: 'said to stop buffering', evidence: sent.slice(0, 1).map(({ index }) => index) }
    if (came === undefined) {
      const finding = measured('no-change', {
        ...parts,
        actual: `${sent.length} heartbeats, and the event is still buffered`,
      })
      return unlessStalled(trace, finding)
    }
    const needed = sent.filter(({ t }) => t <= came).length
    const actual = needed === 1 ? 'one heartbeat flushes it' : `${needed} heartbeats flush it`
    return measured('releases', { ...parts, actual, measures: { needed: count(needed) } })
  },
}

const arrives: Criterion = {
  id: 'arrives',
  kind: 'required',
  title: 'Buffered data arrives when the origin ends the response.',
  classes: ['arrives', 'lost'],
  judge(trace) {
    const sent = originFacts(trace, 'random', 'sent').filter(({ what }) => what === 'event')
    const head = clientFacts(trace, 'random', 'head', 1)[0]
    if (sent.length === 0 || (head !== undefined && head.status !== 200)) {
      return dependent('delivery/live', 'no stream')
    }
    const event = clientFacts(trace, 'random', 'event')[0]
    const expected = 'the event arrives'
    if (event !== undefined) return pass('arrives', { expected, actual: expected, evidence: [event.index] })
    if (heldBy(trace, 'random')?.is === 'cut') return dependent('delivery/live', 'the stream was closed')
    return fail('lost', { expected, actual: 'it never arrives', evidence: sent.map(({ index }) => index) })
  },
}

export const criteria: readonly Criterion[] = [held, preamble, heartbeats, arrives]
