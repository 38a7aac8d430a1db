/** The criteria of the streams that carry no messages for minutes. */
import type { Criterion, Finding, JudgedTrace, Ms } from '../../harness/model/index.ts'
import { whyNoStream } from '../../harness/scenario-kit/why-no-stream.ts'
import {
  acts,
  clientFacts,
  count,
  dependent,
  fail,
  isStalled,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { KEPT, MESSAGE, SILENT } from './quiet-streams.ts'
import { KEEP_ALIVE, ours, proxys, QUIET_WITHIN, SHORT, windowOf } from './time.ts'

/** A stream that was closed longer after its last comment had not got the next one in time. */
const MAX_INTERVAL: Ms = 1.3 * KEEP_ALIVE

interface Quiet {
  /** When the stream was closed, and how long after its headers and its last write, in real time. */
  readonly closed: { readonly age: Ms; readonly idle: Ms } | undefined
  /** The message at the end has arrived. */
  readonly delivers: boolean
  readonly evidence: readonly number[]
}

/** What happened to a stream, or the finding where that says nothing. */
function quietOf(trace: JudgedTrace, client: string, isCapped: boolean): Quiet | Finding {
  if (windowOf(trace.axes) < QUIET_WITHIN) return notApplicable('tested within 15 min only')
  const done = acts(trace, 'quiet-done').find(({ detail }) => detail.client === client)
  const [sent] = originFacts(trace, client, 'sent-head')
  if (done === undefined || sent === undefined) return whyNoStream(trace, client)
  const [head] = clientFacts(trace, client, 'head')
  if (head !== undefined && head.status !== 200) return dependent('delivery/live', `status ${head.status}`)
  const message = clientFacts(trace, client, 'event').find(({ id }) => id === MESSAGE.id)
  if (done.detail.cut !== true)
    return { closed: undefined, delivers: message !== undefined, evidence: [sent.index, done.index] }
  const ends = [...clientFacts(trace, client, 'end'), ...originFacts(trace, client, 'peer-left')]
  const end = ends.sort((a, b) => a.t - b.t)[0] ?? done
  const evidence = [sent.index, end.index]
  if (isCapped) return dependent('total-cap/cap', 'every stream is closed after a total duration', evidence)
  const last = originFacts(trace, client, 'sent').findLast(({ t }) => t <= end.t) ?? sent
  return { closed: { age: end.t - sent.t, idle: end.t - last.t }, delivers: false, evidence }
}

export function quietCriteria(cap: Criterion): readonly Criterion[] {
  const isCapped = (trace: JudgedTrace): boolean => cap.judge(trace, undefined).observed === 'cut-total'

  const silence: Criterion = {
    id: 'silence',
    kind: 'informative',
    title: 'Whether a stream that is silent for twelve minutes is still open and delivers its next message.',
    classes: ['open', 'closed', 'dead'],
    judge(trace) {
      const quiet = quietOf(trace, SILENT, isCapped(trace))
      if ('outcome' in quiet) return quiet
      const { closed, delivers, evidence } = quiet
      const parts = { expected: 'no expectation (informative)', evidence }
      if (closed !== undefined) {
        const idle = proxys(closed.idle)
        // Sixty times faster that is too short to be sure of a response.
        if (idle <= SHORT) return dependent('heartbeat/quiet', `closed within ${SHORT / 1000} s`, evidence)
        return measured('closed', {
          ...parts,
          actual: `closed after ${sayMs(idle)} idle`,
          measures: { idle: ms(idle) },
        })
      }
      if (!delivers && isStalled(trace)) return stalled(evidence)
      return delivers
        ? measured('open', { ...parts, actual: 'open after 12 min idle, and the next message arrives' })
        : measured('dead', { ...parts, actual: 'open after 12 min idle, but the next message does not arrive' })
    },
  }

  const keepAlive: Criterion = {
    id: 'keep-alive',
    kind: 'optimal',
    title: 'A comment every 30 s arrives, and keeps a stream without messages open.',
    classes: ['kept', 'closed', 'held', 'dead'],
    judge(trace) {
      const quiet = quietOf(trace, KEPT, isCapped(trace))
      if ('outcome' in quiet) return quiet
      const { closed, delivers, evidence } = quiet
      const parts = { expected: 'each comment arrives, and the stream stays open for 15 min', evidence }
      if (closed !== undefined && closed.age <= ours(SHORT))
        return dependent('heartbeat/quiet', `closed within ${SHORT / 1000} s`, evidence)
      if (closed !== undefined) {
        const idle = ms(proxys(closed.idle))
        if (idle.value > MAX_INTERVAL) return noisy('comments were sent late by the harness', evidence)
        return fail('closed', {
          ...parts,
          actual: `closed ${sayMs(idle.value)} after the last comment`,
          measures: { idle },
        })
      }
      const sent = originFacts(trace, KEPT, 'sent').filter(({ what }) => what === 'comment')
      const came = clientFacts(trace, KEPT, 'comment')
      const late = sent.filter(({ id, t }) => {
        const next = sent.find((one) => one.t > t)?.t ?? Number.POSITIVE_INFINITY
        return !came.some((comment) => comment.text === id && comment.t <= next)
      })
      if (late.length > 0 || !delivers) if (isStalled(trace)) return stalled(evidence)
      const measures = { comments: count(sent.length), late: count(late.length) }
      if (late.length > 0)
        return fail('held', { ...parts, actual: `${late.length} of ${sent.length} comments are buffered`, measures })
      if (!delivers) return fail('dead', { ...parts, actual: 'the next message does not arrive', measures })
      return pass('kept', { ...parts, actual: parts.expected, measures })
    },
  }
  return [keepAlive, silence]
}
