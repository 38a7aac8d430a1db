/** One profile: its proxy in front of the application, a stream through it, and its idle limit. */
import type { LimitFunction } from 'p-limit'
import { type Alteration, altered } from '../../servers/relay/altered.ts'
import { askApplication } from '../../servers/relay/application.ts'
import { type Recording, replay } from '../../servers/relay/recording.ts'
import type { Ms, Runtime } from '../model/index.ts'
import type { Case } from './cases.ts'
import type { Flow } from './flow.ts'
import { CLOCK, type Idle, type IdleOptions, idleLimit, SHORT } from './idle.ts'
import { untilFree } from './leaving.ts'
import { isUnanswered, type Passage } from './passage.ts'
import { isNoRoute, type NoRoute, startProfile } from './route.ts'
import { judge, type Row } from './row.ts'
import { type SendOptions, sendThrough } from './send-through.ts'
import type { AppTarget } from './target.ts'
import { answers } from './variations.ts'

export interface ProfileRunner {
  readonly runtime: Runtime
  readonly target: AppTarget
  readonly flow: Flow
  readonly sending: SendOptions
  /** Requests to the application at once, at most. */
  readonly limit: LimitFunction
  /** What needs no application. */
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
  /** Instead of the application. */
  readonly recording?: Recording | undefined
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

/** A stream through the profile's proxy, of the application's or of a recording of it. */
export async function passThrough(
  { runtime, target, sending, limit, beside }: ProfileRunner,
  one: Case,
  { alteration, recording }: Variation = {},
): Promise<Through> {
  // Started in its turn: many at once would only make each slower.
  return await (recording === undefined ? limit : beside)(async () => {
    const route = await startProfile({ runtime, ...one })
    if (isNoRoute(route)) return route
    await using _ = route
    const given = recording === undefined ? askApplication(target.application) : replay(recording)
    const source = alteration === undefined ? given : altered(given, alteration)
    const { ends, ...through } = await sendThrough(route, target, source, sending)
    if (recording !== undefined) return through
    if (target.oneAtATime === true) await untilFree(ends)
    // Whether the application stopped answering, or does not answer what the proxy sends, shows without the proxy.
    if (!isUnanswered(through.passage) || (await answers(target))) return through
    return { ...through, passage: { ...through.passage, stopped: true } }
  })
}

/** Of a stream that could begin; a build whose clock cannot be made faster has an idle limit that is not known. */
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
