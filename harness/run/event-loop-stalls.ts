import { now } from '../wire/timestamp.ts'

/**
 * Watches the event loop: times that were taken while it was stalled are not to be trusted.
 * @param onStall gets how long it was stalled (ms, beyond the timer's own interval) and when that ended (see clock.ts)
 * @param options `threshold`: shortest stall that counts, in ms (30); `every`: how often to look, in ms (10)
 */
export function watchStalls(
  onStall: (ms: number, endedAt: number) => void,
  options: { readonly threshold?: number; readonly every?: number } = {},
): Disposable {
  const { threshold = 30, every = 10 } = options
  let last = now()
  const timer = setInterval(() => {
    const t = now()
    const stoodStill = t - last - every
    last = t
    if (stoodStill > threshold) onStall(stoodStill, t)
  }, every)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
