/** Does a proxy's clock run as fast as it was started to? Seen in the `Date` of its own answers, as nothing else tells. */

import { setTimeout as pause } from 'node:timers/promises'
import type { Ms } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { askOnce, type Probe } from './readiness.ts'

/** `Date` has whole seconds: two of them are so much further apart, or nearer, than the clock was. */
const RESOLUTION: Ms = 1000
/** Of the wanted pace, the share from which on the clock runs fast: enough to rule out our own pace, and soon seen. */
const SHARE = 1 / 4
/** A clock that runs fast has gone so far within the time that is waited. */
const FAR: Ms = 20_000
/** Longer than a busy machine takes for a few answers. */
const LEAST_PATIENCE: Ms = 2000
const BETWEEN_TRIES: Ms = 10

/** HTTP/1.1 without a Host is answered with a 400 by the proxy itself: an answer of the origin has the origin's `Date`. */
const ASKED = 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'

/** What is said of one that does not: the linker ignores what it cannot preload, and libfaketime says nothing of itself. */
const USUAL_PACE =
  'not measured: the proxy’s clock runs at its usual pace, because LD_PRELOAD of libfaketime has no effect'
const NO_DATE = 'not measured: whether the proxy’s clock runs fast could not be seen, since its answers have no Date'

/** Why time-lapse does not work on this proxy; undefined where its clock runs fast. Never rejects. */
export async function whyNotFast(probe: Probe, clock: number): Promise<string | undefined> {
  const patience = Math.max(LEAST_PATIENCE, FAR / clock)
  const signal = AbortSignal.timeout(patience * 2)
  let first: { readonly date: Ms; readonly at: Ms } | undefined
  while (!signal.aborted) {
    const asked = now()
    const date = await dateOf(probe, signal)
    const answered = now()
    if (first === undefined && date !== undefined) first = { date, at: asked }
    if (first !== undefined && date !== undefined) {
      // The longest that can have passed here, and the least that has passed there.
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
