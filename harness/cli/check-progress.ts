/** Progress of a check: one rewritten line on a terminal, plain lines elsewhere. */
import { printable } from '../diagnose/report/redacted.ts'
import type { TellProgress } from '../diagnose/tell-progress.ts'
import type { Ms } from '../model/index.ts'
import { cutTo } from '../terminal/columns.ts'

export interface CheckProgress extends Disposable {
  readonly tell: TellProgress
}

/** Where each line stays: a line about what runs is printed after so long without any line, then after twice as long, up to the maximum. */
const FIRST_SILENCE: Ms = 10_000
const LONGEST_SILENCE: Ms = 60_000

export interface ProgressOptions {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
  /** `line`: each line is permanent, on a terminal too. */
  readonly kind: 'none' | 'line' | 'one-line'
}

/** Has to be disposed of before anything else is printed. */
export function startCheckProgress({ stream, kind }: ProgressOptions): CheckProgress {
  const started = performance.now()
  const isRewritten = kind === 'one-line' && stream.isTTY === true && process.env.TERM !== 'dumb'
  let isShown = false
  let last = ''
  let lastAt = started
  let silence = FIRST_SILENCE
  function clear(): void {
    if (isShown) stream.write('\r\x1b[K')
    isShown = false
  }
  function write(line: string): void {
    const text = `${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${printable(line)}`
    // A terminal starts a new row when the last column is filled.
    stream.write(isRewritten ? `\r${cutTo(text.replaceAll('\t', ' '), (stream.columns ?? 80) - 1)}\x1b[K` : `${text}\n`)
    isShown = isRewritten
    last = line
    lastAt = performance.now()
  }
  /** It tells nothing that lasts, and each route that is tested reports it by itself. */
  function isTooSoon(): boolean {
    if (isRewritten) return false
    if (performance.now() - lastAt < silence) return true
    silence = Math.min(LONGEST_SILENCE, silence * 2)
    return false
  }
  // The elapsed time in a rewritten line keeps counting.
  const clock = isRewritten ? setInterval(() => isShown && write(last), 1000).unref() : undefined
  if (isRewritten) process.prependListener('exit', clear)
  return {
    tell(line, about) {
      if (kind !== 'none' && !(about === 'running' && isTooSoon())) write(line)
    },
    [Symbol.dispose]() {
      clearInterval(clock)
      clear()
      process.off('exit', clear)
    },
  }
}
