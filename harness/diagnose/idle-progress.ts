/** Reports running work after a time without other reports, so that a waiting person knows that the check continues. */
import type { Ms } from '../model/index.ts'

const LONG: Ms = 2500
/** Maximum interval. Reports of a continuing wait become less frequent, because each may be a permanent line. */
const LONGEST: Ms = 30_000

export interface Teller extends Disposable {
  tell(line: string): void
}

interface Listener {
  tell(line: string): void
  tellRunning(line: string): void
}

/** @param goingOn called when nothing has been reported for a while */
export function tellWhileQuiet({ tell, tellRunning }: Listener, goingOn: () => string): Teller {
  let wait = LONG
  let timer = setTimeout(speak, wait)
  function say(line: string): void {
    clearTimeout(timer)
    wait = LONG
    timer = setTimeout(speak, wait)
    tell(line)
  }
  function speak(): void {
    wait = Math.min(LONGEST, wait * 2)
    timer = setTimeout(speak, wait)
    tellRunning(goingOn())
  }
  return { tell: say, [Symbol.dispose]: () => clearTimeout(timer) }
}
