/** Verifies that a proxy's clock runs as fast as requested. The only evidence is the `Date` field of its own responses. */

import { setTimeout as pause } from 'node:timers/promises'
import type { Ms } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { askOnce, type Probe } from './readiness.ts'

/** `Date` has whole seconds: the difference of two may be wrong by this much. */
const RESOLUTION: Ms = 1000
/** Share of the requested speed above which the clock counts as fast: enough to exclude real speed, and quickly detected. */
const SHARE = 1 / 4
/** A fast clock has advanced by this much within the time that is waited. */
const FAR: Ms = 20_000
/** Longer than a few responses take on a busy machine. */
const MIN_PATIENCE: Ms = 2000
const BETWEEN_TRIES: Ms = 10

/**
 * A request for HTTP/1.1 without Host: the proxy responds with 400 itself, while a response of the origin would have the origin's
 * `Date`.
 */
const ASKED = 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'

/** The message where the clock is not fast: the linker ignores a library that it cannot preload, and libfaketime reports nothing itself. */
const USUAL_PACE =
  'not measured: the proxy’s clock runs at normal speed, because LD_PRELOAD of libfaketime has no effect'
const NO_DATE = 'not measured: whether the proxy’s clock runs fast could not be seen, since its answers have no Date'

/** Why time-lapse does not work on this proxy; undefined where its clock runs fast. Never rejects. */
export async function whyNotFast(probe: Probe, clock: number): Promise<string | undefined> {
  const patience = Math.max(MIN_PATIENCE, FAR / clock)
  const signal = AbortSignal.timeout(patience * 2)
  let first: { readonly date: Ms; readonly at: Ms } | undefined
  while (!signal.aborted) {
    const asked = now()
    const date = await dateOf(probe, signal)
    const answered = now()
    if (first === undefined && date !== undefined) first = { date, at: asked }
    if (first !== undefined && date !== undefined) {
      // The longest time that can have passed here, and the shortest that has passed there.
      const passed = answered - first.at
      if (date - first.date - RESOLUTION > passed * Math.max(1, clock * SHARE)) return undefined
    }
    if (first !== undefined && answered - first.at > patience) return USUAL_PACE
    await pause(BETWEEN_TRIES)
  }
  return first === undefined ? NO_DATE : USUAL_PACE
}

async function dateOf(probe: Probe, signal: AbortSignal): Promise<Ms | undefined> {
  const head = await askOnce(probe, ASKED, (answer) => answer.includes('\r\n\r\n'), signal)
  const date = Date.parse(/^date:\s*(.*)$/im.exec(head.split('\r\n\r\n', 1)[0] ?? '')?.[1] ?? '')
  return Number.isNaN(date) ? undefined : date
}
