/** Turns the observations behind a profile and its idle limit into a row of the report: one word, what happens, and why. Pure. */
import { fieldValue } from '../../servers/relay/message-head.ts'
import { protocolFault } from '../client/protocol-faults.ts'
import type { HeaderField, Ms } from '../model/index.ts'
import type { Flow } from './flow.ts'
import type { Idle } from './idle.ts'
import { idleProblems, limitsNotKnown, totalProblems } from './limit-problems.ts'
import type { Flushed, Leaving, Passage } from './passage.ts'
import { recordedProblems } from './recorded-problems.ts'
import { broken, degraded, type Problem, type ProblemKind } from './row-problem.ts'
import { bytesOf, seconds } from './time-words.ts'
import type { Total } from './total-duration.ts'

/** `works`: every piece arrives before the next one is sent. `inconclusive`: the machine was too busy for a verdict. */
export type RowState = 'works' | 'degraded' | 'broken' | 'refused' | 'not-run' | 'inconclusive'

export interface Row {
  /** `nginx/defaults`; `direct` for the control. */
  readonly profile: string
  readonly build: string
  readonly state: RowState
  /** What happens to the stream where nothing is wrong, or why there is no result. */
  readonly says: string
  readonly problems: readonly Problem[]
  /** What was not measured, and the reason. */
  readonly notKnown?: string
}

/** After a longer stall of this process, a piece that did not arrive is inconclusive. */
const STALL_TOLERANCE: Ms = 300

export type Judged = Pick<Row, 'state' | 'says' | 'problems' | 'notKnown'>

/** @param idle undefined where it was not measured, like `total` @param flow of the application without a proxy */
export function judge(passage: Passage, idle: Idle | undefined, flow: Flow | undefined, total?: Total): Judged {
  if (passage.stopped === true) return { state: 'inconclusive', says: STOPPED, problems: [] }
  if (passage.refusing !== undefined)
    return { state: 'inconclusive', says: `${REFUSING} (status ${passage.refusing})`, problems: [] }
  if (passage.sent === undefined && passage.end?.how === 'refused') {
    return { state: 'inconclusive', says: `${GONE} (${passage.end.detail})`, problems: [] }
  }
  // What becomes of the proxy's own response says nothing about the stream.
  if (isReplaced(passage)) return { state: 'broken', says: '', problems: passageProblems(passage, flow) }
  const recorded = recordedProblems(passage)
  // The response may not have ended yet when what was withheld had arrived.
  const ends = passage.end !== undefined || flow?.ended === true
  const problems = [
    ...passageProblems(passage, flow),
    ...recorded.problems,
    ...(idle === undefined || flow === undefined || ends ? [] : idleProblems(idle, flow, passage.sent)),
    ...(total === undefined || ends ? [] : totalProblems(total)),
  ]
  // A stall only delays, so it may be the reason for what did not arrive.
  if (passage.stall > STALL_TOLERANCE && problems.some(({ kind }) => DOUBTFUL.has(kind))) {
    const [first] = problems
    return {
      state: 'inconclusive',
      says: `this machine was busy for ${seconds(passage.stall)} meanwhile; seen was: ${first?.says}`,
      problems: [],
    }
  }
  if (problems.length === 0 && isSilent(passage)) return { state: 'inconclusive', says: SILENT, problems }
  const notKnown = [...(ends ? [] : limitsNotKnown(flow && idle, total)), recorded.notKnown]
    .filter((one) => one !== undefined)
    .join('; ')
  if (notKnown === '') return { state: stateOf(problems), says: streamed(passage), problems }
  const says = problems.length === 0 ? `${streamed(passage)}; ${notKnown}` : streamed(passage)
  return { state: problems.length === 0 ? 'inconclusive' : stateOf(problems), says, problems, notKnown }
}

export const stateOf = (problems: readonly Problem[]): RowState =>
  problems.some(({ severity }) => severity === 'broken') ? 'broken' : problems.length > 0 ? 'degraded' : 'works'

const SILENT = 'no complete event was sent within the time: only the response headers were tested (--for, --trigger)'

const STOPPED =
  'the application gave no response, and none without a proxy either: it may still serve clients that have left'

const REFUSING = 'the application answered with an error, and without a proxy too: it may limit the number of requests'

const GONE = 'the application accepts no connections any more'

/** The stream is open, but there was no event to test with. */
const isSilent = ({ sent, pieces, end }: Passage): boolean =>
  sent?.status === 200 && pieces.length === 0 && end === undefined

const DOUBTFUL: ReadonlySet<ProblemKind> = new Set<ProblemKind>([
  ...([
    'unreached',
    'no-answer',
    'buffered',
    'delayed',
    'lost',
    'head-delayed',
    'leaves-late',
    'leaves-unnoticed',
  ] as const),
])

/** The client got a response with another status than the application's. */
const isReplaced = ({ sent, received }: Passage): boolean =>
  sent !== undefined && received !== undefined && received.status !== sent.status

function passageProblems(passage: Passage, flow: Flow | undefined): Problem[] {
  const { unasked, sent, received, flushed, timer, clientEnd, end, headDelayed, firstWithHead, pieces, leaving } =
    passage
  if (unasked !== undefined) {
    const got =
      unasked.status === undefined ? `the connection ended (${unasked.code || 'closed'})` : `status ${unasked.status}`
    return [broken('unreached', `the request did not reach the application: ${got}`)]
  }
  if (sent === undefined) {
    const got = received === undefined ? 'no answer' : `status ${received.status}`
    return [
      broken(
        'no-answer',
        `the application gave no response headers in time; the client got ${got}`,
        end?.detail ? [end.detail] : [],
      ),
    ]
  }
  const problems: Problem[] = []
  if (isReplaced(passage))
    return [broken('status', `status ${sent.status} of the application became ${received?.status}`)]
  if (sent.status !== 200)
    return [
      broken('status', `the application answers the proxy’s request with status ${sent.status}`, [
        'without the proxy it answers with 200: it refuses something that the proxy sends',
      ]),
    ]
  if (flushed !== undefined) problems.push(broken(kindOf(flushed), sayFlushed(flushed, passage), whyBuffered(passage)))
  if (timer !== undefined) problems.push(degraded('delayed', `each event is delayed by a timer: ${seconds(timer)}`))
  if (clientEnd !== undefined && end === undefined && flushed === undefined) {
    const fault = protocolFault(clientEnd.code)
    const says = 'closed although the application had not ended the stream'
    problems.push(broken('closed-early', fault === undefined ? says : `a client cannot read it: ${fault}`))
  }
  if (clientEnd?.message === 'cut' && end?.how === 'complete')
    problems.push(broken('truncated', 'a complete response arrives truncated'))
  if (isSilent(passage) && sent.encoding !== '') {
    problems.push(
      broken('buffered', `buffered in the application: its own compression (${sent.encoding}) flushed nothing`),
    )
  }
  if (headDelayed === true && firstWithHead !== true && flushed === undefined && pieces.length > 0) {
    problems.push(
      degraded('head-delayed', 'response headers are delayed until the first body bytes', [
        'the application sends nothing right after them',
      ]),
    )
  }
  if (received !== undefined && received.encoding !== '' && received.encoding !== sent.encoding) {
    problems.push(degraded('compressed', `compressed by the proxy (${received.encoding})`, whyCompressed(sent.headers)))
  }
  // A heartbeat is such a write.
  const beats = flow?.heartbeat !== undefined && leaving?.noticed === 'write'
  if (leaving !== undefined && leaving.noticed !== 'idle' && !beats) problems.push(sayLeaving(leaving))
  return problems
}

function streamed({ pieces, end }: Passage): string {
  const came = pieces.filter(({ after }) => after !== undefined)
  const has = (kind: 'events' | 'comments'): boolean => came.some((piece) => piece[kind] > 0)
  // Parts of a body of another type, and blocks without data.
  const what = has('events') ? 'event' : has('comments') ? 'comment' : 'part'
  if (came.length === 0) return end === undefined ? SILENT : 'an answer without a body arrives'
  // A block of `retry:` or a comment between events is a piece as well.
  const arrived = came.filter(
    ({ events, comments }) => (what === 'event' ? events : what === 'comment' ? comments : 1) > 0,
  ).length
  return arrived === 1
    ? `streamed: ${what === 'part' ? 'what it sends' : `its ${what}`} arrives at once`
    : `streamed: each of ${arrived} ${what}s arrives before the next is sent`
}

const kindOf = ({ by }: Flushed): ProblemKind => (by === 'time' ? 'delayed' : by === 'nothing' ? 'lost' : 'buffered')

function sayFlushed(flushed: Flushed, { pieces }: Passage): string {
  switch (flushed.by) {
    case 'bytes':
      return `buffered until ${bytesOf(flushed.bytes)} have been sent`
    case 'next':
      return 'each event is buffered until the next one is sent'
    case 'time':
      return `delayed by a timer: ${seconds(flushed.after)}`
    case 'end':
      return `buffered until the response ends (${bytesOf(flushed.bytes)} did not flush it)`
    case 'unknown':
      return `buffered: ${bytesOf(flushed.bytes)} did not flush it`
    case 'nothing':
      return `event ${pieces.length} never arrives, not even after the end`
  }
}

function whyBuffered({ sent, requestVersion }: Passage): string[] {
  if (sent === undefined) return []
  const accel = fieldValue(sent.headers, 'x-accel-buffering')
  const reasons: string[] = []
  if (accel?.toLowerCase() !== 'no') reasons.push('the application does not send X-Accel-Buffering: no')
  if (sent.framing === 'close-delimited') {
    reasons.push(
      requestVersion === '1.0'
        ? 'the proxy asks with HTTP/1.0, so the response has no chunks'
        : 'the response has no chunks',
    )
  }
  return reasons
}

/** Whether the field would help is not known before it is tried: nginx and Apache ignore it. */
const whyCompressed = (headers: readonly HeaderField[]): string[] =>
  /no-transform/i.test(fieldValue(headers, 'cache-control') ?? '')
    ? ['the proxy ignores Cache-Control: no-transform']
    : []

function sayLeaving(leaving: Exclude<Leaving, { noticed: 'idle' }>): Problem {
  return leaving.noticed === 'write'
    ? degraded('leaves-late', `client disconnect detected on the ${ordinal(leaving.writes)} write, not while idle`)
    : degraded('leaves-unnoticed', `client disconnect not propagated to the application (${leaving.writes} writes)`)
}

const ordinal = (n: number): string => `${n}${['th', 'st', 'nd', 'rd'][n] ?? 'th'}`
