/** A gated stream of `delivery`: response headers alone, then one event at a time. */
import type { ClientStream, Exchange, HeadOptions, Ms, Stage } from '../../harness/model/index.ts'
import { eventOf } from '../../harness/scenario-kit/gated-stream.ts'
import { TIMED } from './streams.ts'

/** How long the origin waits for an event to arrive before the stream counts as stalled. Only a failure takes this long. */
export const PATIENCE: Ms = 1000

/** A declared length, in bytes: more than is ever sent to find out what flushes a buffer. */
const LENGTH = 1024 * 1024
/** More than the events that measure latencies. */
const TIMED_LENGTH = 4096

/** The state of a stream that the steps share. */
export interface DeliveryStream {
  readonly stage: Stage
  readonly client: ClientStream
  readonly exchange: Exchange
  /** Sends the next event, numbered from 1. */
  send(size: number): Promise<string>
  /** True once the exchange has ended. */
  over(): boolean
}

/** Opens a stream and sends only its headers; undefined if no request reaches the origin. */
export async function openDeliveryStream(stage: Stage, name: string): Promise<DeliveryStream | undefined> {
  const client = stage.open(name)
  const exchange = await stage.exchange(name)
  if (exchange === undefined) return undefined
  const asked = stage.now()
  let ended = false
  void client.ended().then(() => {
    ended = true
  })
  await exchange.sendHead(headOf(stage, name))
  // The proxy's timer started with its request.
  const patience = Math.max(0, clearOfLimits(stage, PATIENCE) - (stage.now() - asked))
  if (!(await stage.within(patience, client.head()))) stage.act('head-waits')
  let sent = 0
  return {
    stage,
    client,
    exchange,
    over: () => ended,
    async send(size) {
      sent += 1
      const id = String(sent)
      await exchange.sendEvent(eventOf(id, size))
      return id
    },
  }
}

function headOf({ axes }: Stage, name: string): HeadOptions {
  if (axes.origin === 'content-length') return { length: name === TIMED ? TIMED_LENGTH : LENGTH }
  return { framing: axes.origin === 'close-delimited' ? 'close-delimited' : 'chunked' }
}

/**
 * Shortens a wait that would end together with the proxy's idle timeout, where the order would be random.
 * @param least shorter timeouts are left alone: they close the stream, which is a result too
 */
export function clearOfLimits({ settings }: Stage, silence: Ms, least: Ms = 0.9 * silence): Ms {
  const limits = settings.timers.filter(
    ({ limits: what, ms }) => what === 'idle' && ms >= least && ms <= 1.25 * silence,
  )
  return limits.length === 0 ? silence : 0.8 * Math.min(...limits.map(({ ms }) => ms))
}
