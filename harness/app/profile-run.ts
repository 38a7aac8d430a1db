/** Runs one profile: its proxy in front of the application, a stream through it, and its time limits. */
import type { LimitFunction } from 'p-limit'
import { type Alteration, altered } from '../../servers/relay/altered.ts'
import { askApplication } from '../../servers/relay/application.ts'
import { type Recording, replay } from '../../servers/relay/recording.ts'
import type { Ms, Runtime } from '../model/index.ts'
import { watchStalls } from '../run/event-loop-stalls.ts'
import { abortedStreams } from './aborted-streams.ts'
import { ask } from './ask.ts'
import type { Case } from './cases.ts'
import type { Flow } from './flow.ts'
import { CLOCK, type Idle, type IdleOptions, idleLimit, SHORT } from './idle.ts'
import { isUnanswered, type Passage } from './passage.ts'
import { reloaded } from './reload.ts'
import { type AppRoute, isNoRoute, type NoRoute, startProfile } from './route.ts'
import { judge, type Row } from './row.ts'
import { type SendOptions, sendThrough } from './send-through.ts'
import { sharedUrl } from './shared-url.ts'
import type { AppTarget } from './target.ts'
import { TOTAL_CLOCK, type Total, totalDuration } from './total-duration.ts'
import { answers } from './variations.ts'

export interface ProfileRunner {
  readonly runtime: Runtime
  readonly target: AppTarget
  readonly flow: Flow
  readonly sending: SendOptions
  /** Of the stream without the application's own compression, which flushes nothing. */
  readonly uncoded?: Pick<ProfileRunner, 'flow' | 'sending'> | undefined
  /** Limits the number of concurrent requests to the application. */
  readonly limit: LimitFunction
  /** Limits the number of concurrent starts and tests that do not need the application. */
  readonly beside: LimitFunction
  /** Limits the number of profiles that are tested at a time. */
  readonly profiles: LimitFunction
  /** Limits the number of concurrent tests that only wait for a time limit of a proxy. */
  readonly waits: LimitFunction
  readonly signal: AbortSignal
}

export interface ProfileResult {
  readonly case: Case
  readonly row: Row
  readonly passage: Passage | undefined
  readonly recording: Recording | undefined
  readonly idle: Idle | undefined
  readonly total: Total | undefined
}

export interface Variation {
  readonly alteration?: Alteration
  /** Used instead of the application. */
  readonly recording?: Recording | undefined
  /** False: skip the tests with recorded streams. */
  readonly recorded?: boolean
  /** Called when the beginning of the application's stream is recorded, beside the other tests. */
  readonly meanwhile?: (recording: Recording | undefined) => Promise<void>
}

export type Through = { readonly passage: Passage; readonly recording: Recording | undefined } | NoRoute

export async function runProfile(runner: ProfileRunner, one: Case): Promise<ProfileResult> {
  let idle: Idle | undefined
  let total: Total | undefined
  let after: Pick<Passage, 'reloaded' | 'recordedStall'> = {}
  const meanwhile = async (recording: Recording | undefined): Promise<void> => {
    ;[total, idle, after] = await Promise.all([
      totalOf(runner, one, recording),
      idleOf(runner, one, recording),
      reloadOf(runner, one, recording),
    ])
  }
  const through = await passThrough(runner, one, { meanwhile })
  if (isNoRoute(through)) {
    const row: Row = { ...named(one), state: through.state, says: through.because, problems: [] }
    return { case: one, row, passage: undefined, recording: undefined, idle, total }
  }
  const recordedStall = Math.max(through.passage.recordedStall ?? 0, after.recordedStall ?? 0)
  const passage: Passage = { ...through.passage, ...after, recordedStall }
  const row = { ...named(one), ...judge(passage, idle, runner.flow, total) }
  return { case: one, recording: through.recording, passage, idle, total, row }
}

export const named = ({ profile, build }: Case): Pick<Row, 'profile' | 'build'> => ({
  profile: `${profile.proxy}/${profile.id}`,
  build: build.id,
})

/** Sends a stream through the profile's proxy, from the application or a recording of it; then runs the tests with recorded streams. */
export function passThrough(
  runner: ProfileRunner,
  one: Case,
  { alteration = {}, recording, recorded, meanwhile }: Variation = {},
): Promise<Through> {
  const { runtime, target, sending, limit, beside, profiles } = runner
  return profiles(async () => {
    // Started under a limit: many concurrent starts only make each of them slower.
    const route = await beside(() => startProfile({ runtime, ...one }))
    if (isNoRoute(route)) return route
    await using _ = route
    const source = altered(recording === undefined ? askApplication(target.application) : replay(recording), alteration)
    // The other tests need only a recording: they do not wait until the stream is over.
    const begun = Promise.withResolvers<Recording | undefined>()
    const others = begun.promise.then((begin) => meanwhile?.(begin))
    // Avoids an unhandled rejection until it is awaited.
    others.catch(() => {})
    const send = (): ReturnType<typeof sendThrough> =>
      sendThrough(route, target, source, { ...sending, onRecorded: begun.resolve })
    const through =
      recording === undefined ? await limit(() => withApplication(runner, send)) : await beside(() => send())
    const taken = recording ?? through.recording
    begun.resolve(taken)
    const isStream = recorded !== false && taken !== undefined && taken.pieces.length > 0
    const [tests] = await Promise.all([isStream ? testRecorded(runner, route, taken, alteration) : {}, others])
    return { ...through, passage: { ...through.passage, ...tests } }
  })
}

/** Time limit for the head of a request without the proxy. */
const PATIENCE: Ms = 10_000

/** A request without the proxy shows whether the application stopped responding, or does not respond to what the proxy sends. */
async function withApplication(
  { target }: ProfileRunner,
  send: () => ReturnType<typeof sendThrough>,
): ReturnType<typeof sendThrough> {
  const attempt = async (): ReturnType<typeof sendThrough> => {
    const through = await send()
    if (target.oneAtATime === true) await through.free()
    return through
  }
  const first = await attempt()
  const status = first.passage.sent?.status
  // Without a proxy it answered with 200: an error may be a limit on the number of requests, or due to what the proxy sends.
  if (status !== undefined && status !== 200) {
    const { head } = await ask(target, { patience: PATIENCE })
    return head?.status === 200 ? await attempt() : { ...first, passage: { ...first.passage, refusing: status } }
  }
  if (!isUnanswered(first.passage)) return first
  if (await answers(target)) return await attempt()
  return { ...first, passage: { ...first.passage, stopped: true } }
}

/** Only for a response that is a stream. */
async function testRecorded(
  { target, beside }: ProfileRunner,
  route: AppRoute,
  recording: Recording,
  alteration: Alteration,
): Promise<Pick<Passage, 'aborted' | 'shared' | 'recordedStall'>> {
  let recordedStall = 0
  using _ = watchStalls((ms) => {
    recordedStall = Math.max(recordedStall, ms)
  })
  // One after the other: a proxy may limit the number of connections of one client.
  const [aborted, shared] = await beside(async () => [
    await abortedStreams(route, target, recording, alteration),
    target.method === 'GET' ? await sharedUrl(route, target, recording, alteration) : undefined,
  ])
  return { recordedStall, aborted, ...(shared === undefined ? {} : { shared }) }
}

/** On a proxy of its own, because a reload disturbs the other streams. */
async function reloadOf(
  { runtime, target, beside, waits }: ProfileRunner,
  one: Case,
  recording: Recording | undefined,
): Promise<Pick<Passage, 'reloaded' | 'recordedStall'>> {
  if (recording === undefined || recording.pieces.length === 0) return {}
  return waits(async () => {
    const route = await beside(() => startProfile({ runtime, ...one }))
    if (isNoRoute(route)) return { reloaded: { stream: 'unknown', because: route.because } }
    await using _ = route
    let recordedStall = 0
    using __ = watchStalls((ms) => {
      recordedStall = Math.max(recordedStall, ms)
    })
    const after = await reloaded(route, target, recording, {})
    return { recordedStall, ...(after === undefined ? {} : { reloaded: after }) }
  })
}

/** Only for a stream that could begin. The idle limit is unknown for a build whose clock cannot be made faster. */
export function idleOf(
  runner: ProfileRunner,
  one: Case,
  recording: Recording | undefined,
  options: IdleOptions = { alteration: {} },
): Promise<Idle> {
  return timeLimit(runner, one, recording, CLOCK, (route, taken, window) =>
    idleLimit(route, runner.target, taken, { ...options, ...window }),
  )
}

export const totalOf = (runner: ProfileRunner, one: Case, recording: Recording | undefined): Promise<Total> =>
  timeLimit(runner, one, recording, TOTAL_CLOCK, (route, taken, window) =>
    totalDuration(route, runner.target, taken, { alteration: {}, ...window }),
  )

/** Measures a limit with a fast clock; one that is shorter than ten seconds is measured again in real time. */
async function timeLimit<T extends Total>(
  { runtime, beside, waits }: ProfileRunner,
  one: Case,
  recording: Recording | undefined,
  clock: number,
  measure: (route: AppRoute, recording: Recording, window: { readonly window?: Ms }) => Promise<T>,
): Promise<T | { readonly unknown: string }> {
  if (recording === undefined || recording.pieces.length === 0) return { unknown: 'the stream did not begin' }
  if (one.build.fakeTime === undefined) return { unknown: `no libfaketime for ${one.build.id}` }
  const measured = (speed: number, window?: Ms): Promise<T | { readonly unknown: string }> =>
    waits(async () => {
      const route = await beside(() => startProfile({ runtime, ...one, clock: speed }))
      if (isNoRoute(route)) return { unknown: route.because }
      await using _ = route
      return await measure(route, recording, window === undefined ? {} : { window })
    })
  const found = await measured(clock)
  return 'closedAfter' in found && found.closedAfter < SHORT ? await measured(1, SHORT) : found
}
