/** Acts that find an idle timeout, and the heartbeats that keep a stream open: `measure.ts` reads them off the trace. */
import type { ClientStream, Exchange, Ms, SentEvent, Stage } from '../../model/index.ts'

const PATIENCE: Ms = 1000
const HELLO = { id: 'hello', data: 'hello' }

export interface IdleStream {
  readonly client: ClientStream
  readonly exchange: Exchange
  /** Resolves when either side has seen the end of the stream. */
  readonly over: Promise<unknown>
}

/**
 * Opens a stream and brings it to the point where its idle time starts; undefined if no request reaches the origin.
 * @param settle between the headers and the event after which it is idle: some timers are not re-armed for bytes that come soon
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
  /** The longest idle time. */
  readonly window: Ms
  /** Sent to a stream that was not closed. */
  readonly after?: SentEvent
}

/** Leaves a stream idle. Resolves to the time after which it was closed, if it was. Acts: `silence`, then `cut` or `not-cut`. */
export async function stayIdle(stage: Stage, name: string, idle: Idle): Promise<Ms | undefined> {
  const stream = await openIdle(stage, name, idle.settle)
  if (stream === undefined) return undefined
  const { client, exchange, over } = stream
  const from = stage.now()
  stage.act('silence')
  const cut = await stage.within(idle.window, over)
  const took = stage.now() - from
  stage.act(cut ? 'cut' : 'not-cut')
  // A proxy may close either side first: both ends belong to the result.
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
  /** `every`, in hundredths of the idle timeout. */
  readonly share: number
  /** How long they go on. */
  readonly lasts: Ms
  readonly send: (exchange: Exchange, id: string) => Promise<void>
  /** The end of an abandoned stream is not recorded. */
  readonly abandon?: AbortSignal
}

/** A stream with heartbeats and nothing else. Acts: `beats`, `beats-done`. */
export async function sendHeartbeats(stage: Stage, name: string, beats: Heartbeats): Promise<void> {
  const stream = await openIdle(stage, name, beats.settle)
  if (stream === undefined) return
  const { every, share, lasts, send, abandon } = beats
  const { client, exchange, over } = stream
  const from = stage.now()
  stage.act('beats', { client: name, every, share })
  const abandoned = new Promise<void>((resolve) => {
    if (abandon?.aborted) resolve()
    abandon?.addEventListener('abort', () => resolve(), { once: true })
  })
  let cut = false
  for (let n = 1; !cut && !abandon?.aborted && n * every <= lasts; n += 1) {
    cut = await stage.within(Math.max(0, from + n * every - stage.now()), Promise.race([over, abandoned]))
    if (!cut) await send(exchange, `beat-${n}`)
  }
  if (!abandon?.aborted) stage.act('beats-done', { client: name, cut })
  await exchange.end()
  await client.close()
}
