/** The application without a proxy: what it answers, whether that is a correct event stream, and whether it resumes. */
import { setTimeout as pause } from 'node:timers/promises'
import type { LimitFunction } from 'p-limit'
import { askApplication } from '../../servers/relay/application.ts'
import { fieldValue } from '../../servers/relay/message-head.ts'
import { mediaType } from '../client/head.ts'
import type { HeaderField, Ms, Runtime } from '../model/index.ts'
import { connectionState } from '../wire/socket-queues.ts'
import { now } from '../wire/timestamp.ts'
import type { AppFinding } from './app-finding.ts'
import { type Asked, ask } from './ask.ts'
import { findingsOf } from './findings.ts'
import { type Flow, flowOf } from './flow.ts'
import { frameworkOf } from './hints.ts'
import { type Observation, observe } from './observe.ts'
import { problemOf } from './problem.ts'
import type { Answered } from './report.ts'
import { askToResume } from './resume.ts'
import { startControl } from './route.ts'
import { readStreamText } from './stream-text.ts'
import type { AppTarget } from './target.ts'
import { seconds } from './time-words.ts'

export interface DirectResult {
  readonly observation: Observation
  readonly flow: Flow
  readonly problem: string | undefined
  readonly answered: Answered | undefined
  readonly findings: readonly AppFinding[]
  /** It answers a request only when the one before is over. */
  readonly oneAtATime: boolean
}

export interface DirectOptions {
  readonly runtime: Runtime
  readonly target: AppTarget
  readonly window: Ms
  /** Requests to the application at once, at most. */
  readonly limit: LimitFunction
  readonly parallel: number
  readonly onHead: () => void
  readonly trigger: (() => void) | undefined
  readonly signal: AbortSignal
}

/** For one more answer's head, and for an event after a Last-Event-ID. */
const PATIENCE: Ms = 2000
/** A finite answer may be as quick as a stream: it is observed for so long, where it lasts. */
const LEAST: Ms = 3000
const LEAVING_PATIENCE: Ms = 1500
const POLL: Ms = 10
/** Of the page of another origin that asks before it is let in. */
const PREFLIGHT: readonly HeaderField[] = [
  ['Origin', 'https://page.example'],
  ['Access-Control-Request-Method', 'GET'],
  ['Access-Control-Request-Headers', 'last-event-id'],
]

export async function examineDirect({
  runtime,
  target,
  window,
  limit,
  parallel,
  onHead,
  trigger,
  signal,
}: DirectOptions): Promise<DirectResult> {
  await using route = await startControl(runtime)
  let second: Promise<Asked> | undefined
  let leaving: Promise<Leaving> | undefined
  const observation = await limit(() =>
    observe(route, target, askApplication(target.application), {
      window,
      least: Math.min(window, LEAST),
      signal,
      trigger,
      onHead() {
        onHead()
        // While the first one is open.
        if (parallel > 1) second = limit(() => ask(target, { patience: PATIENCE }))
      },
      onLeft: (ends) => {
        leaving = watchLeaving(ends)
      },
    }),
  )
  const flow = flowOf(observation)
  const problem = problemOf(observation, target.url)
  const besideIt = await second
  // Its answer may be late on a busy machine: one that is refused or ended is no sign of a queue either.
  const oneAtATime =
    besideIt !== undefined &&
    besideIt.head === undefined &&
    besideIt.end === undefined &&
    observation.stall < PATIENCE / 4
  const left = await leaving
  if (problem !== undefined || signal.aborted) {
    return { observation, flow, problem, answered: answeredOf(observation, flow, left), findings: [], oneAtATime }
  }
  const also = (question: Parameters<typeof ask>[1]): Promise<Asked> => limit(() => ask(target, question))
  const [old, head, preflight, resume] = await Promise.all([
    also({ version: '1.0', patience: PATIENCE }),
    also({ method: 'HEAD', bare: true, patience: PATIENCE }),
    also({ method: 'OPTIONS', bare: true, fields: PREFLIGHT, patience: PATIENCE }),
    limit(() => askToResume(target, flow.ids, PATIENCE)),
  ])
  const bytes = Buffer.concat(observation.pieces.map(({ decoded }) => decoded))
  const text = readStreamText(bytes, observation.end?.how === 'complete' && bytes.length === observation.bytes)
  const findings = findingsOf({
    observation,
    flow,
    text,
    method: target.method,
    second: besideIt,
    old,
    head,
    preflight,
    resume,
    oneAtATime,
  })
  return { observation, flow, problem, answered: answeredOf(observation, flow, left), findings, oneAtATime }
}

type Leaving = { readonly noticedAfter: Ms } | 'not-noticed' | 'unknown'

/** Until the application's end of a connection that we have closed is closed too. */
async function watchLeaving(ends: Observation['ends']): Promise<Leaving> {
  if (ends === undefined) return 'unknown'
  const from = now()
  const state = (): string | undefined => connectionState({ from: ends.theirs, to: ends.ours })
  if (state() === undefined && process.platform !== 'linux') return 'unknown'
  while (now() - from < LEAVING_PATIENCE) {
    const is = state()
    if (is !== 'CLOSE_WAIT' && is !== 'ESTABLISHED') return { noticedAfter: now() - from }
    await pause(POLL)
  }
  return 'not-noticed'
}

function sayLeaving(leaving: Leaving | undefined, isOver: boolean): string {
  if (isOver) return 'not tested: the answer was over'
  if (leaving === undefined || leaving === 'unknown') return 'not known: this system does not show it'
  if (leaving === 'not-noticed') return `not noticed within ${seconds(LEAVING_PATIENCE)}, while it sent nothing`
  return `noticed after ${seconds(leaving.noticedAfter)}`
}

function answeredOf(
  { response, end, headAfter, firstAfter, lasted }: Observation,
  flow: Flow,
  leaving: Leaving | undefined,
): Answered | undefined {
  if (response === undefined) return undefined
  const { status, headers, framing, encoding } = response.head
  return {
    status,
    contentType: fieldValue(headers, 'content-type') ?? '',
    framing,
    encoding,
    framework: frameworkOf(headers),
    kind:
      end !== undefined
        ? 'finite'
        : flow.events + flow.comments === 0 && mediaType(headers) === 'text/event-stream'
          ? 'silent'
          : 'open',
    events: flow.events,
    comments: flow.comments,
    headAfterMs: headAfter ?? 0,
    firstAfterMs: firstAfter,
    longestSilenceMs: flow.longestSilence,
    heartbeatMs: flow.heartbeat?.every,
    retryMs: flow.retry,
    observedMs: lasted,
    leaving: sayLeaving(leaving, end !== undefined),
  }
}
