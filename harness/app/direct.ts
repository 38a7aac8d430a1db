/** Tests the application without a proxy: its response, whether that is a correct event stream, and whether it can be resumed. */
import type { LimitFunction } from 'p-limit'
import { askApplication } from '../../servers/relay/application.ts'
import { fieldValue } from '../../servers/relay/message-head.ts'
import { mediaType } from '../client/head.ts'
import type { Ms, Runtime } from '../model/index.ts'
import type { AppFinding } from './app-finding.ts'
import { type Asked, ask } from './ask.ts'
import { findingsOf } from './findings.ts'
import { type Flow, flowOf } from './flow.ts'
import { frameworkOf } from './framework-of.ts'
import { type Leaving, sayLeaving, watchClosing } from './leaving.ts'
import { type Observation, observe } from './observe.ts'
import { BESIDE_PATIENCE, isOneAtATime, isUnanswered } from './one-at-a-time.ts'
import { DEFAULT_WINDOW } from './options.ts'
import { problemOf, saysStopped } from './problem.ts'
import type { Answered } from './report.ts'
import { startControl } from './route.ts'
import { readStreamText } from './stream-text.ts'
import type { AppTarget } from './target.ts'
import { askVariations } from './variations.ts'

export interface DirectResult {
  readonly observation: Observation
  readonly flow: Flow
  readonly problem: string | undefined
  readonly answered: Answered | undefined
  readonly findings: readonly AppFinding[]
  /** It responds to a request only after the previous response has ended. */
  readonly oneAtATime: boolean
}

export interface DirectOptions {
  readonly runtime: Runtime
  readonly target: AppTarget
  readonly window: Ms
  /** Maximum number of concurrent requests to the application. */
  readonly limit: LimitFunction
  readonly parallel: number
  readonly onHead: () => void
  readonly trigger: (() => void) | undefined
  readonly signal: AbortSignal
}

/** A finite response may look like a stream at first, so a response is observed for at least this time if it lasts that long. */
const MIN: Ms = 3000
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
      least: window > DEFAULT_WINDOW ? window : Math.min(window, MIN),
      signal,
      trigger,
      onHead() {
        onHead()
        // While the first stream is open.
        if (parallel > 1) second = limit(() => ask(target, { patience: BESIDE_PATIENCE }))
      },
      onLeft: (ends, visible) => {
        leaving = watchClosing(ends, visible)
      },
    }),
  )
  const flow = flowOf(observation)
  const problem = problemOf(observation, target.url)
  const besideIt = await second
  const left = await leaving
  const oneAtATime =
    besideIt !== undefined &&
    isUnanswered(besideIt) &&
    problem === undefined &&
    (await limit(() => isOneAtATime(target, [observation.ends, besideIt.ends])))
  if (problem !== undefined || signal.aborted) {
    return { observation, flow, problem, answered: answeredOf(observation, flow, left), findings: [], oneAtATime }
  }
  const one = { ...target, oneAtATime }
  const { stopped, ...variations } = await askVariations(one, flow.ids, limit, observation.headAfter)
  const bytes = Buffer.concat(observation.pieces.map(({ decoded }) => decoded))
  const text = readStreamText(bytes, observation.end?.how === 'complete' && bytes.length === observation.bytes)
  const findings = findingsOf({
    observation,
    flow,
    text,
    method: target.method,
    second: besideIt,
    ...variations,
    stopped,
    oneAtATime,
  })
  const answered = answeredOf(observation, flow, left)
  return {
    observation,
    flow,
    problem: stopped === false ? undefined : saysStopped(target.url, stopped),
    answered,
    findings,
    oneAtATime,
  }
}

function answeredOf(
  { response, end, headAfter, firstAfter, lasted, bytes }: Observation,
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
        ? end.how === 'complete'
          ? 'finite'
          : 'cut'
        : bytes === 0 && mediaType(headers) === 'text/event-stream'
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
