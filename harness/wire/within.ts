import { setImmediate as turn } from 'node:timers/promises'

/**
 * True when the promise resolved within `patience` ms. When the time is over, the event loop runs one more turn: data that
 * arrived while this process was stalled is still in the kernel, and has to be read before it counts as missing.
 */
export async function within(patience: number, promise: Promise<unknown>): Promise<boolean> {
  let done = false
  const settled = promise.then(() => {
    done = true
  })
  let timer: NodeJS.Timeout | undefined
  const patienceOver = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience)
  })
  await Promise.race([settled, patienceOver])
  clearTimeout(timer)
  for (let n = 0; n < 3 && !done; n += 1) await turn()
  return done
}
