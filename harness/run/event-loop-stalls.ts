import { now } from '../wire/timestamp.ts'

/**
 * Watches the event loop: times measured during a stall are unreliable.
 * @param onStall receives the length of the stall (ms, beyond the timer's own interval) and the time when it ended (see clock.ts)
 * @param options `threshold`: shortest stall that is reported, in ms (30); `every`: interval of the check, in ms (10)
 */
export function watchStalls(
  onStall: (ms: number, endedAt: number) => void,
  options: { readonly threshold?: number; readonly every?: number } = {},
): Disposable {
  const { threshold = 30, every = 10 } = options
  let last = now()
  const timer = setInterval(() => {
    const t = now()
    const stallTime = t - last - every
    last = t
    if (stallTime > threshold) onStall(stallTime, t)
  }, every)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
