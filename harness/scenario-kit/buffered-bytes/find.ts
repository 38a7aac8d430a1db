/** Acts that find how many bytes a proxy buffers before it flushes: padding in small steps, then weighed on a stream of its own. */
import type { ClientStream, Exchange, Ms, Stage } from '../../model/index.ts'
import { grew } from '../send-padding.ts'

/** Larger buffers count as unbounded (bytes). */
const MAX_HELD = 300_000
/** The shortest time for a step to show whether it was enough. */
const STEP_EVERY: Ms = 12
/** The first steps, bytes. */
export const MIN_STEP = 64
/** Minimum size of a comment line, bytes. */
const MIN_PADDING = 4
/** Quiet time (ms) that ends a flush; the maximum below ends the wait for a rate-limiting proxy. */
const MOMENT: Ms = 50
const MAX_PARTS = 20

export interface Growing {
  readonly exchange: Exchange
  /** Resolves when something was flushed. */
  readonly flushed: () => Promise<unknown>
  /** Bytes that had been sent, and do not count. */
  readonly base: number
  /** True once the exchange has ended; by default only what is sent shows that. */
  readonly over?: () => boolean
}

export interface Steps {
  /** Each step is this share of what has been sent, and no smaller than `least`. */
  readonly share: number
  /** Bytes. Default: `MIN_STEP`. */
  readonly least?: number
  /** Time for the first step to show. Default: as for any other. */
  readonly first?: Ms
  /** Sends so many bytes. False when nobody is there any more. Default: incompressible padding. */
  readonly send?: (bytes: number) => Promise<boolean>
}

export interface Flush {
  /** Bytes that had been sent when something was flushed. */
  readonly outstanding: number
  readonly steps: number
}

/** Undefined if nothing was flushed. */
export async function growUntilFlushed(stage: Stage, growing: Growing, steps: Steps): Promise<Flush | undefined> {
  const { exchange, flushed, base, over = () => false } = growing
  const { share, least = MIN_STEP, first = STEP_EVERY, send = (bytes: number) => grew(exchange, bytes) } = steps
  const outstanding = (): number => exchange.written - base
  for (let n = 1; outstanding() < MAX_HELD && !over(); n += 1) {
    if (!(await send(Math.max(least, Math.floor(outstanding() * share))))) return undefined
    if (await stage.within(n === 1 ? first : STEP_EVERY, flushed())) return { outstanding: outstanding(), steps: n }
  }
  return undefined
}

/**
 * On a stream of its own: sends most of the expected size at once, then steps of 1 % with time for each to show. False if half as
 * much again flushes nothing: then the trigger was not a number of bytes.
 * @param held bytes that had been sent when something was flushed before
 * @param came bytes that arrived then: fewer if the proxy or the machine lagged behind, or if the body is encoded
 * @param onSure called when most has been sent
 */
export async function weigh(
  stage: Stage,
  growing: Growing,
  { held, came, onSure = () => {} }: { readonly held: number; readonly came: number; readonly onSure?: () => void },
): Promise<boolean> {
  const { exchange, flushed, base, over = () => false } = growing
  const outstanding = (): number => exchange.written - base
  const sure = Math.ceil(Math.min(held, came) * 0.8)
  while (outstanding() < sure && !over()) {
    const next = Math.min(Math.max(MIN_STEP, Math.floor(outstanding() / 16)), sure - outstanding())
    if (!(await grew(exchange, Math.max(MIN_PADDING, next)))) break
  }
  onSure()
  let there = await stage.within(10 * STEP_EVERY, flushed())
  while (!there && outstanding() < held * 1.5 && !over()) {
    if (!(await grew(exchange, Math.max(MIN_PADDING, Math.floor(outstanding() / 100))))) break
    there = await stage.within(2 * STEP_EVERY, flushed())
  }
  return there
}

/** Waits until nothing has arrived for a moment: on a busy machine one flush arrives in several parts. */
export async function flushSettled(stage: Stage, client: ClientStream): Promise<void> {
  for (let n = 0; n < MAX_PARTS; n += 1) {
    if (!(await stage.within(MOMENT, client.bytes(client.received + 1)))) return
  }
}
