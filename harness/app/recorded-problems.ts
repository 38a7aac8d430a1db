/** Problems behind a profile when the application aborts, a client reconnects, or others request the same URL. Pure. */
import { fieldValue } from '../../servers/relay/message-head.ts'
import type { Ms } from '../model/index.ts'
import type { Aborted, Passage, Reloaded, Shared } from './passage.ts'
import { broken, degraded, type Problem } from './row-problem.ts'
import { seconds } from './time-words.ts'

/** After a longer stall of this process, what did not arrive in these tests is inconclusive. */
const STALL_TOLERANCE: Ms = 300

export interface RecordedProblems {
  readonly problems: readonly Problem[]
  readonly notKnown: string | undefined
}

export function recordedProblems(passage: Passage): RecordedProblems {
  const { aborted = [], shared, reloaded, recordedStall = 0 } = passage
  const seen = [
    ...abortSeen(passage, aborted),
    ...idSeen(aborted),
    ...sharingSeen(passage, shared),
    ...reloadSeen(reloaded),
  ]
  // A stall only delays: it may explain what did not arrive, but not what did arrive.
  const isBusy = recordedStall > STALL_TOLERANCE
  const problems = seen.filter(({ doubtful }) => !(isBusy && doubtful)).map(({ problem }) => problem)
  const isOpen = seen.length > problems.length
  const open = isOpen
    ? ['what becomes of an aborted stream, a second client or a reload is not known: this machine was busy']
    : []
  if (reloaded?.stream === 'unknown') open.push(`what a reload does is not known: ${reloaded.because}`)
  return { problems, notKnown: open.length === 0 ? undefined : open.join('; ') }
}

interface Seen {
  readonly problem: Problem
  readonly doubtful: boolean
}
const sure = (problem: Problem): Seen => ({ problem, doubtful: false })
const doubtful = (problem: Problem): Seen => ({ problem, doubtful: true })

const HOW: Readonly<Record<Aborted['how'], string>> = {
  inside: 'a FIN inside a chunk',
  fin: 'a FIN between chunks',
  rst: 'a reset',
}

function abortSeen({ sent, requestVersion, end, clientEnd }: Passage, aborted: readonly Aborted[]): Seen[] {
  const say = (all: readonly Aborted[]): string => all.map(({ how }) => HOW[how]).join(', ')
  const found: Seen[] = []
  const waiting = aborted.filter(({ seen }) => seen === 'waiting')
  if (waiting.length > 0)
    found.push(
      doubtful(broken('left-waiting', `the client sees no end when the application aborts, after ${say(waiting)}`)),
    )
  const hidden = aborted.filter(({ seen }) => seen === 'complete')
  const isOwn = end !== undefined && end.how !== 'complete' && clientEnd?.message === 'complete'
  if (hidden.length > 0 || isOwn) {
    const after = hidden.length === 0 ? '' : `, after ${say(hidden)}`
    const because =
      sent?.framing !== 'close-delimited'
        ? []
        : [
            requestVersion === '1.0'
              ? 'the proxy asks with HTTP/1.0, so the response has no chunks'
              : 'the response has no chunks',
          ]
    found.push(
      sure(degraded('truncation-hidden', `a truncated response looks complete to the client${after}`, because)),
    )
  }
  const lost = aborted.filter(({ isKept, seen }) => !isKept && seen !== 'unreached')
  if (lost.length > 0)
    found.push(doubtful(degraded('lost-at-abort', `events are lost when the application aborts, after ${say(lost)}`)))
  return found
}

function idSeen(aborted: readonly Aborted[]): Seen[] {
  const wrong = aborted.find(({ idArrives }) => idArrives === 'dropped' || idArrives === 'changed')
  if (wrong === undefined) return []
  const what = wrong.idArrives === 'dropped' ? 'does not reach' : 'is changed on its way to'
  return [sure(broken('last-event-id', `the Last-Event-ID of a client that reconnects ${what} the application`))]
}

function sharingSeen({ sent }: Passage, shared: Shared | undefined): Seen[] {
  if (shared === undefined) return []
  const { leak, waits, refused } = shared
  const found: Seen[] = []
  if (leak !== undefined) {
    const when = leak.when === 'open' ? 'while that stream is open' : 'when that stream has ended'
    const cache = fieldValue(sent?.headers ?? [], 'cache-control')
    const because =
      cache === undefined
        ? 'the application does not send Cache-Control'
        : `the application sends Cache-Control: ${cache}`
    const says = `cache leak: another client (${leak.client}) is served this one’s events, ${when}`
    found.push(sure(broken('cache-leak', says, [because])))
  }
  if (refused !== undefined)
    found.push(
      sure(broken('waits-for-other', `while one stream is open, a second client of its URL gets status ${refused}`)),
    )
  if (waits)
    found.push(doubtful(broken('waits-for-other', 'a second client of the same URL waits until the first stream ends')))
  return found
}

function reloadSeen(reloaded: Reloaded | undefined): Seen[] {
  if (reloaded?.stream === 'silent')
    return [doubtful(broken('reload', 'an open stream delivers nothing after a reload of the proxy'))]
  if (reloaded?.stream !== 'closed') return []
  const { closedAfter, resumes } = reloaded
  const says = `a reload of the proxy closes open streams after ${seconds(closedAfter)}`
  const reaches = `a client that reconnects ${resumes ? 'reaches' : 'does not reach'} the application with its Last-Event-ID`
  return [doubtful(broken('reload', says, [reaches]))]
}
