/**
 * Steps of `threshold`. One event; if it does not arrive, padding in small steps until it does. The same with padding that
 * compresses, after a preamble of 2 KB, and with heartbeats instead: each on a separate stream.
 */
import type { ClientStream, Exchange, Ms, Stage } from '../../harness/model/index.ts'
import { growUntilFlushed } from '../../harness/scenario-kit/buffered-bytes/find.ts'

const PATIENCE: Ms = 1000
const EVENT = { id: '1', data: 'the event that is waited for' }
const NEXT = { id: '2', data: 'the event after the preamble has done its work' }
const STEP_EVERY: Ms = 12
/** Time (ms) to wait for the effect of the first write, even on a busy machine. */
const FIRST_STEP: Ms = 120
const MIN_STEP = 48
/** Each step is this share of what has been sent. */
const STEP_SHARE = 1 / 32
const PREAMBLE = 2048
const BEATS = 10
const BEAT_EVERY: Ms = 60

interface PaddedStream {
  readonly client: ClientStream
  readonly exchange: Exchange
  readonly over: () => boolean
}

export async function run(stage: Stage): Promise<void> {
  if ((await padded(stage, 'random', (stream, size) => stream.exchange.sendPadding(size))) !== 'held') return
  await Promise.all([
    padded(stage, 'spaces', (stream, size) => stream.exchange.sendBytes(spaces(size))),
    preamble(stage),
    beats(stage),
  ])
}

/** A comment and a blank line, of this many bytes in total, that compress to almost nothing. */
const spaces = (size: number): string => `:${' '.repeat(size - 3)}\n\n`

async function openPaddedStream(stage: Stage, name: string): Promise<PaddedStream | undefined> {
  const client = stage.open(name)
  const exchange = await stage.exchange(name)
  if (exchange === undefined) {
    await client.close()
    return undefined
  }
  let ended = false
  void client.ended().then(() => {
    ended = true
  })
  await exchange.sendHead({ framing: stage.axes.origin === 'close-delimited' ? 'close-delimited' : 'chunked' })
  await stage.pause(STEP_EVERY)
  return { client, exchange, over: () => ended }
}

async function close(stage: Stage, { client, exchange }: PaddedStream): Promise<void> {
  stage.act('end', { client: client.name })
  await exchange.end()
  await stage.within(2 * PATIENCE, client.ended())
  await client.close()
}

type Step = (stream: PaddedStream, size: number) => Promise<void>

/** `held` if the event did not arrive without padding. */
async function padded(stage: Stage, name: string, step: Step): Promise<'held' | 'came' | undefined> {
  const stream = await openPaddedStream(stage, name)
  if (stream === undefined) return undefined
  await stream.exchange.sendEvent(EVENT)
  const came = await stage.within(PATIENCE, stream.client.arrived(EVENT.id))
  if (!came) await grow(stage, stream, step)
  await close(stage, stream)
  return came ? 'came' : 'held'
}

async function grow(stage: Stage, stream: PaddedStream, step: Step): Promise<void> {
  const { client, exchange } = stream
  // A proxy may forward the start of an event and buffer only its end.
  const base = client.received
  stage.act('grow', { client: client.name, received: base })
  const growing = { exchange, flushed: () => client.bytes(base + 1), base, over: stream.over }
  await growUntilFlushed(stage, growing, {
    share: STEP_SHARE,
    least: MIN_STEP,
    first: FIRST_STEP,
    async send(bytes) {
      await step(stream, bytes)
      return true
    },
  })
}

/** Sends 2 KB, then the event, then another event. */
async function preamble(stage: Stage): Promise<void> {
  const stream = await openPaddedStream(stage, 'preamble')
  if (stream === undefined) return
  await stream.exchange.sendBytes(spaces(PREAMBLE))
  await stage.pause(BEAT_EVERY)
  await stream.exchange.sendEvent(EVENT)
  if (await stage.within(PATIENCE, stream.client.arrived(EVENT.id))) {
    await stream.exchange.sendEvent(NEXT)
    await stage.within(PATIENCE, stream.client.arrived(NEXT.id))
  }
  await close(stage, stream)
}

/** Sends the event, then heartbeats. */
async function beats(stage: Stage): Promise<void> {
  const stream = await openPaddedStream(stage, 'beats')
  if (stream === undefined) return
  await stream.exchange.sendEvent(EVENT)
  for (let n = 1; n <= BEATS && !stream.over(); n += 1) {
    await stage.pause(BEAT_EVERY)
    await stream.exchange.sendComment('heartbeat')
  }
  await stage.within(PATIENCE, stream.client.arrived(EVENT.id))
  await close(stage, stream)
}
