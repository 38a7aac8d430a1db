/** Reports what still runs where nothing else was reported for a while, so that a person who waits knows that something does. */
import type { Ms } from '../model/index.ts'

const LONG: Ms = 2500
/** A wait that goes on is reported less and less often, where each report is a line of its own. */
const LONGEST: Ms = 30_000

export interface Teller extends Disposable {
  tell(line: string): void
}

/** @param goingOn called when nothing was reported for long */
export function tellWhileQuiet(tell: (line: string) => void, goingOn: () => string): Teller {
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
    tell(goingOn())
  }
  return { tell: say, [Symbol.dispose]: () => clearTimeout(timer) }
}
