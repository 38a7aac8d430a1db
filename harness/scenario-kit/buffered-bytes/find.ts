/**
 * Acts that find how many bytes a proxy buffers before it flushes: first padding in small steps, then a check of the result on a
 * separate stream.
 */
import type { ClientStream, Exchange, Ms, Stage } from '../../model/index.ts'
import { grew } from '../send-padding.ts'

/** Larger buffers count as unbounded (bytes). */
const MAX_HELD = 300_000
/** Minimum time to wait for the effect of a step. */
const STEP_EVERY: Ms = 12
/** Size of the first steps, bytes. */
export const MIN_STEP = 64
/** Minimum size of a comment line, bytes. */
const MIN_PADDING = 4
/** A flush is over when nothing arrives for `MOMENT`; after `MAX_PARTS` parts the wait ends, as with a proxy that limits the rate. */
const MOMENT: Ms = 50
const MAX_PARTS = 20

export interface Growing {
  readonly exchange: Exchange
  /** Resolves when something was flushed. */
  readonly flushed: () => Promise<unknown>
  /** Bytes that had been sent before and are not counted. */
  readonly base: number
  /** True once the exchange has ended. Default: only a failed send shows that. */
  readonly over?: () => boolean
}

export interface Steps {
  /** Each step sends this share of what has been sent, and at least `least` bytes. */
  readonly share: number
  /** Bytes. Default: `MIN_STEP`. */
  readonly least?: number
  /** Time to wait for the effect of the first step. Default: as for the others. */
  readonly first?: Ms
  /** Sends this many bytes. False when the peer has closed. Default: incompressible padding. */
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
 * Verifies a buffer size on a separate stream: sends most of the expected size at once, then steps of 1 % with time to see the
 * effect of each. False if one and a half times the expected size flushes nothing: then the trigger was not a number of bytes.
 * @param held bytes that had been sent when something was flushed before
 * @param came bytes that arrived then: fewer than `held` if the proxy or the machine lagged behind, or if the body is encoded
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

/** Waits until nothing arrives for `MOMENT`: on a busy machine one flush arrives in several parts. */
export async function flushSettled(stage: Stage, client: ClientStream): Promise<void> {
  for (let n = 0; n < MAX_PARTS; n += 1) {
    if (!(await stage.within(MOMENT, client.bytes(client.received + 1)))) return
  }
}
