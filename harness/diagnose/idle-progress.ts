/** Says what goes on where nothing else was told for a while, so that whoever waits knows that something does. */
import type { Ms } from '../model/index.ts'

const LONG: Ms = 2500

export interface Teller extends Disposable {
  tell(line: string): void
}

/** @param goingOn asked when nothing was told for long */
export function tellWhileQuiet(tell: (line: string) => void, goingOn: () => string): Teller {
  let timer = setTimeout(speak, LONG)
  function say(line: string): void {
    clearTimeout(timer)
    timer = setTimeout(speak, LONG)
    tell(line)
  }
  function speak(): void {
    say(goingOn())
  }
  return { tell: say, [Symbol.dispose]: () => clearTimeout(timer) }
}
