/** Tests the application without a proxy: its response, whether that is a correct event stream, and whether it can be resumed. */
import type { LimitFunction } from 'p-limit'
import { askApplication } from '../../servers/relay/application.ts'
import { fieldValue } from '../../servers/relay/message-head.ts'
import { mediaType } from '../client/head.ts'
import type { Ms, Runtime } from '../model/index.ts'
import { readStreamText } from '../stream-text/stream-text.ts'
import { now } from '../wire/timestamp.ts'
import type { AppFinding } from './app-finding.ts'
import { type Asked, ask } from './ask.ts'
import { findingsOf } from './findings.ts'
import { type Flow, flowOf } from './flow.ts'
import { frameworkOf } from './framework-of.ts'
import { type Leaving, sayLeaving, watchClosing } from './leaving.ts'
import { type Observation, observe } from './observe.ts'
import { besidePatience, isRefused, isUnanswered, oneAtATime as oneAtATimeOf } from './one-at-a-time.ts'
import { DEFAULT_WINDOW } from './options.ts'
import { problemOf, saysHeld, saysStopped } from './problem.ts'
import type { Answered } from './report.ts'
import { startControl } from './route.ts'
import type { AppTarget } from './target.ts'
import { askVariations } from './variations.ts'

export interface DirectResult {
  readonly observation: Observation
  readonly flow: Flow
  readonly problem: string | undefined
  readonly answered: Answered | undefined
  readonly findings: readonly AppFinding[]
  /** It serves a request only after the previous response has ended. */
  readonly oneAtATime: boolean
}

export interface DirectOptions {
  readonly runtime: Runtime
  readonly target: AppTarget
  readonly window: Ms
  /** Longest time for the response headers. Default: `window`. */
  readonly headWithin?: Ms
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
  headWithin = window,
  limit,
  parallel,
  onHead,
  trigger,
  signal,
}: DirectOptions): Promise<DirectResult> {
  await using route = await startControl(runtime)
  let second: Promise<Asked> | undefined
  let leaving: Promise<Leaving> | undefined
  const from = now()
  const observation = await limit(() =>
    observe(route, target, askApplication(target.application), {
      window,
      headWithin,
      least: window > DEFAULT_WINDOW ? window : Math.min(window, MIN),
      signal,
      trigger,
      onHead() {
        onHead()
        // While the first stream is open.
        if (parallel > 1) second = limit(() => ask(target, { patience: besidePatience(now() - from) }))
      },
      onLeft: (ends, open) => {
        leaving = watchClosing(ends, open)
      },
    }),
  )
  const flow = flowOf(observation)
  const isHeld = observation.response === undefined && observation.end === undefined && !signal.aborted
  // This request accepts no content coding.
  const uncoded = isHeld ? await limit(() => ask(target, { patience: besidePatience(0) })) : undefined
  const problem = uncoded?.head?.status === 200 ? saysHeld(target.url, observation) : problemOf(observation, target.url)
  const besideIt = await second
  const left = await leaving
  const isOdd = besideIt !== undefined && (isUnanswered(besideIt) || isRefused(besideIt, observation.response?.head))
  const beside =
    isOdd && problem === undefined
      ? await limit(() => oneAtATimeOf(target, [observation.ends, besideIt.ends], observation.headAfter))
      : undefined
  const oneAtATime = beside !== undefined
  if (problem !== undefined || signal.aborted) {
    return { observation, flow, problem, answered: answeredOf(observation, flow, left), findings: [], oneAtATime }
  }
  const one = { ...target, oneAtATime }
  if (oneAtATime) limit.concurrency = 1
  const { stopped, ...variations } = await askVariations(one, flow.ids, limit, observation.headAfter)
  const bytes = Buffer.concat([...observation.pieces.map(({ decoded }) => decoded), observation.unfinished])
  const text = readStreamText(bytes, observation.end?.how === 'complete' && bytes.length === observation.bytes)
  const findings = findingsOf({
    observation,
    flow,
    text,
    method: target.method,
    second: besideIt,
    ...variations,
    stopped,
    oneAtATime: beside,
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

/** Number of pieces of the stream from which its framework is known. */
const BEGINNING = 4
const beginningOf = (pieces: Observation['pieces']): string =>
  Buffer.concat(pieces.slice(0, BEGINNING).map(({ decoded }) => decoded)).toString()

function answeredOf(
  { response, end, headAfter, firstAfter, lasted, bytes, pieces, unfinished }: Observation,
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
    framework: frameworkOf(headers, beginningOf(pieces)),
    kind:
      end !== undefined
        ? end.how === 'complete'
          ? 'finite'
          : 'cut'
        : bytes + unfinished.length === 0 && mediaType(headers) === 'text/event-stream'
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
