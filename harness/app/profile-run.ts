/** Runs one profile: its proxy in front of the application, a stream through it, and its idle limit. */
import type { LimitFunction } from 'p-limit'
import { type Alteration, altered } from '../../servers/relay/altered.ts'
import { askApplication } from '../../servers/relay/application.ts'
import { type Recording, replay } from '../../servers/relay/recording.ts'
import type { Ms, Runtime } from '../model/index.ts'
import { watchStalls } from '../run/event-loop-stalls.ts'
import { abortedStreams } from './aborted-streams.ts'
import type { Case } from './cases.ts'
import type { Flow } from './flow.ts'
import { CLOCK, type Idle, type IdleOptions, idleLimit, SHORT } from './idle.ts'
import { untilFree } from './leaving.ts'
import { isUnanswered, type Passage } from './passage.ts'
import { type AppRoute, isNoRoute, type NoRoute, startProfile } from './route.ts'
import { judge, type Row } from './row.ts'
import { type SendOptions, sendThrough } from './send-through.ts'
import { sharedUrl } from './shared-url.ts'
import type { AppTarget } from './target.ts'
import { answers } from './variations.ts'

export interface ProfileRunner {
  readonly runtime: Runtime
  readonly target: AppTarget
  readonly flow: Flow
  readonly sending: SendOptions
  /** Limits the number of concurrent requests to the application. */
  readonly limit: LimitFunction
  /** Limits the number of concurrent tests that do not need the application. */
  readonly beside: LimitFunction
  readonly signal: AbortSignal
}

export interface ProfileResult {
  readonly case: Case
  readonly row: Row
  readonly passage: Passage | undefined
  readonly recording: Recording | undefined
  readonly idle: Idle | undefined
}

export interface Variation {
  readonly alteration?: Alteration
  /** Used instead of the application. */
  readonly recording?: Recording | undefined
  /** False: skip the tests with recorded streams. */
  readonly recorded?: boolean
}

export type Through = { readonly passage: Passage; readonly recording: Recording | undefined } | NoRoute

export async function runProfile(runner: ProfileRunner, one: Case): Promise<ProfileResult> {
  const through = await passThrough(runner, one)
  if (isNoRoute(through)) {
    const row: Row = { ...named(one), state: through.state, says: through.because, problems: [] }
    return { case: one, row, passage: undefined, recording: undefined, idle: undefined }
  }
  const idle = await idleOf(runner, one, through.recording)
  return { case: one, ...through, idle, row: { ...named(one), ...judge(through.passage, idle, runner.flow) } }
}

export const named = ({ profile, build }: Case): Pick<Row, 'profile' | 'build'> => ({
  profile: `${profile.proxy}/${profile.id}`,
  build: build.id,
})

/** Sends a stream through the profile's proxy, from the application or a recording of it; then runs the tests with recorded streams. */
export async function passThrough(
  runner: ProfileRunner,
  one: Case,
  { alteration, recording, recorded }: Variation = {},
): Promise<Through> {
  const { runtime, target, sending, limit, beside } = runner
  // Started under the limit: many concurrent starts only make each of them slower.
  return await beside(async () => {
    const route = await startProfile({ runtime, ...one })
    if (isNoRoute(route)) return route
    await using _ = route
    const given = recording === undefined ? askApplication(target.application) : replay(recording)
    const source = alteration === undefined ? given : altered(given, alteration)
    const send = (): ReturnType<typeof sendThrough> => sendThrough(route, target, source, sending)
    const through = recording === undefined ? await limit(() => withApplication(runner, send)) : await send()
    const taken = recording ?? through.recording
    if (recorded === false || taken === undefined || taken.pieces.length === 0) return through
    const tests = await testRecorded(route, target, taken, alteration ?? {})
    return { ...through, passage: { ...through.passage, ...tests } }
  })
}

/** A request without the proxy shows whether the application stopped responding, or does not respond to what the proxy sends. */
async function withApplication(
  { target }: ProfileRunner,
  send: () => ReturnType<typeof sendThrough>,
): ReturnType<typeof sendThrough> {
  const attempt = async (): ReturnType<typeof sendThrough> => {
    const through = await send()
    if (target.oneAtATime === true) await untilFree(through.ends)
    return through
  }
  const first = await attempt()
  if (!isUnanswered(first.passage)) return first
  if (await answers(target)) return await attempt()
  return { ...first, passage: { ...first.passage, stopped: true } }
}

/** Only for a response that is a stream. */
async function testRecorded(
  route: AppRoute,
  target: AppTarget,
  recording: Recording,
  alteration: Alteration,
): Promise<Pick<Passage, 'aborted' | 'shared' | 'recordedStall'>> {
  let recordedStall = 0
  using _ = watchStalls((ms) => {
    recordedStall = Math.max(recordedStall, ms)
  })
  const [aborted, shared] = await Promise.all([
    abortedStreams(route, target, recording, alteration),
    target.method === 'GET' ? sharedUrl(route, target, recording, alteration) : undefined,
  ])
  return { recordedStall, aborted, ...(shared === undefined ? {} : { shared }) }
}

/** Only for a stream that could begin. The idle limit is unknown for a build whose clock cannot be made faster. */
export async function idleOf(
  { runtime, target, beside }: ProfileRunner,
  one: Case,
  recording: Recording | undefined,
  options: IdleOptions = { alteration: {} },
): Promise<Idle> {
  if (recording === undefined || recording.pieces.length === 0) return { unknown: 'the stream did not begin' }
  if (one.build.fakeTime === undefined) return { unknown: `no libfaketime for ${one.build.id}` }
  const measure = (clock: number, window?: Ms): Promise<Idle> =>
    beside(async () => {
      const route = await startProfile({ runtime, ...one, clock })
      if (isNoRoute(route)) return { unknown: route.because }
      await using _ = route
      return await idleLimit(route, target, recording, { ...options, ...(window === undefined ? {} : { window }) })
    })
  const idle = await measure(CLOCK)
  return 'closedAfter' in idle && idle.closedAfter < SHORT ? await measure(1, SHORT) : idle
}
