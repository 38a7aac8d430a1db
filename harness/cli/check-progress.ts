/** Progress of a check: one rewritten line on a terminal, plain lines elsewhere. */
import { printable } from '../diagnose/report/redacted.ts'
import { cutTo } from '../terminal/columns.ts'

export interface CheckProgress extends Disposable {
  tell(line: string): void
}

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
  }
  // The elapsed time in a rewritten line keeps counting.
  const clock = isRewritten ? setInterval(() => isShown && write(last), 1000).unref() : undefined
  if (isRewritten) process.prependListener('exit', clear)
  return {
    tell(line) {
      if (kind !== 'none') write(line)
    },
    [Symbol.dispose]() {
      clearInterval(clock)
      clear()
      process.off('exit', clear)
    },
  }
}
