/** Calls back repeatedly until the signal; does not keep the process alive. @param ms between two calls */
export function every(ms: number, until: AbortSignal, tick: () => void): void {
  const timer = setInterval(tick, ms)
  timer.unref()
  until.addEventListener('abort', () => clearInterval(timer), { once: true })
}
