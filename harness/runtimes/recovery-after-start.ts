/** How long a proxy that was just started may regard its upstream as failed because of the probe of its start. Pure. */
import type { Ms, Timer } from '../model/index.ts'

/** With a timeout shorter than this (in real time), the first probe may have timed out only because the machine was busy. */
const SHORT_LIMIT: Ms = 100
/** After this much of the proxy's time it uses a failed upstream again (nginx: `fail_timeout`, 10 s by default). */
const BACK_IN_USE: Ms = 12_000

/** In real time. A limit of zero passes at each request, so that waiting helps none of them. */
export const recoveryAfterStart = (timers: readonly Pick<Timer, 'ms'>[], clock: number): Ms =>
  timers.some(({ ms }) => ms > 0 && ms / clock < SHORT_LIMIT) ? BACK_IN_USE / clock : 0
