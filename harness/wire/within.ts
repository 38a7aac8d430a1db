import { setImmediate as turn } from 'node:timers/promises'

/**
 * True when the promise resolved within `patience` ms. At its end the event loop turns first: what has arrived while this process stood
 * still is in the kernel, and is looked at before it is said not to be there.
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
