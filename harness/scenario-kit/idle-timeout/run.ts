/** Acts that find an idle timeout, and the heartbeats that keep a stream open; `measure.ts` evaluates the trace. */
import type { ClientStream, Exchange, Ms, SentEvent, Stage } from '../../model/index.ts'

const PATIENCE: Ms = 1000
const HELLO = { id: 'hello', data: 'hello' }

export interface IdleStream {
  readonly client: ClientStream
  readonly exchange: Exchange
  /** Resolves when either side has observed the end of the stream. */
  readonly over: Promise<unknown>
}

/**
 * Opens a stream and brings it to the point where its idle time starts; undefined if no request reaches the origin.
 * @param settle pause between the headers and the event after which the stream is idle: some timers are not re-armed by bytes
 * that follow too soon
 */
export async function openIdle(stage: Stage, name: string, settle: Ms): Promise<IdleStream | undefined> {
  const client = stage.open(name)
  const exchange = await stage.exchange(name)
  if (exchange === undefined) {
    await client.close()
    return undefined
  }
  await exchange.sendHead()
  await stage.pause(settle)
  await exchange.sendEvent(HELLO)
  return { client, exchange, over: Promise.race([client.ended(), exchange.left()]) }
}

export interface Idle {
  readonly settle: Ms
  /** Maximum idle time to wait. */
  readonly window: Ms
  /** Sent on a stream that was not closed. */
  readonly after?: SentEvent
}

/**
 * Leaves a stream idle. Resolves to the time after which it was closed; undefined if it was not. Acts: `silence` with its window in
 * ms, then `cut` or `not-cut`.
 */
export async function stayIdle(stage: Stage, name: string, idle: Idle): Promise<Ms | undefined> {
  const stream = await openIdle(stage, name, idle.settle)
  if (stream === undefined) return undefined
  const { client, exchange, over } = stream
  const from = stage.now()
  stage.act('silence', { window: idle.window })
  const cut = await stage.within(idle.window, over)
  const took = stage.now() - from
  stage.act(cut ? 'cut' : 'not-cut')
  // A proxy may close either side first, and the result includes both ends.
  if (cut) await stage.within(PATIENCE, Promise.all([client.ended(), exchange.left()]))
  else if (idle.after !== undefined) {
    await exchange.sendEvent(idle.after)
    await stage.within(PATIENCE, client.arrived(idle.after.id))
  }
  await exchange.end()
  if (idle.after !== undefined) await stage.within(2 * PATIENCE, client.ended())
  await client.close()
  return cut ? took : undefined
}

export interface Heartbeats {
  readonly settle: Ms
  readonly every: Ms
  /** `every`, as a percentage of the idle timeout. */
  readonly share: number
  /** How long heartbeats are sent. */
  readonly lasts: Ms
  readonly send: (exchange: Exchange, id: string) => Promise<void>
  /** The end of an abandoned stream is not recorded. */
  readonly abandon?: AbortSignal
}

export interface HeartbeatsSent {
  readonly cut: boolean
  /** The longest interval between two writes, or between the last write and the close. */
  readonly longestGap: Ms
}

/** A stream that carries only heartbeats. Acts: `beats`, `beats-done`. Undefined if no request reaches the origin. */
export async function sendHeartbeats(
  stage: Stage,
  name: string,
  beats: Heartbeats,
): Promise<HeartbeatsSent | undefined> {
  const stream = await openIdle(stage, name, beats.settle)
  if (stream === undefined) return undefined
  const { every, share, lasts, send, abandon } = beats
  const { client, exchange, over } = stream
  const from = stage.now()
  stage.act('beats', { client: name, every, share })
  const abandoned = new Promise<void>((resolve) => {
    if (abandon?.aborted) resolve()
    abandon?.addEventListener('abort', () => resolve(), { once: true })
  })
  let cut = false
  let last = from
  let longestGap = 0
  const gap = (): void => {
    longestGap = Math.max(longestGap, stage.now() - last)
    last = stage.now()
  }
  for (let n = 1; !cut && !abandon?.aborted && n * every <= lasts; n += 1) {
    cut = await stage.within(Math.max(0, from + n * every - stage.now()), Promise.race([over, abandoned]))
    gap()
    if (!cut) await send(exchange, `beat-${n}`)
  }
  if (!abandon?.aborted) stage.act('beats-done', { client: name, cut })
  await exchange.end()
  await client.close()
  return { cut, longestGap }
}
