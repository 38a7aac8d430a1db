/** Calls back again and again until the signal; never keeps the process alive by itself. @param ms between two calls */
export function every(ms: number, until: AbortSignal, tick: () => void): void {
  const timer = setInterval(tick, ms)
  timer.unref()
  until.addEventListener('abort', () => clearInterval(timer), { once: true })
}
