/** Progress of a run: one line that updates itself on a terminal, occasional plain lines elsewhere. */
import { styleText } from 'node:util'
import type { Ms, QuestionId } from '../model/index.ts'

/** Minimum interval between plain lines, ms. */
const PLAIN_EVERY = 2000
/** Minimum interval between redraws of a terminal, and the interval of redraws while nothing happens, ms. */
const DRAW_EVERY = 100
const TICK_EVERY = 1000
const BAR = 20

export interface ProgressOptions {
  /** Test cases to run. */
  readonly total: number
  /** Wall time that the plan expects; corrected by the actual pace. */
  readonly expected: Ms
  /** Usually process.stderr. */
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
}

export interface Progress {
  /** A test case starts (without `took`) or has finished. */
  cell(question: QuestionId, took?: Ms): void
  /** Adds this many test cases to the total: they are retried. */
  more(cells: number): void
  /** Prints a line that stays. */
  note(line: string): void
  /** Ends the display; only notes are written afterwards. */
  done(): void
}

/** Also clears its line on SIGINT; other listeners decide what happens then. */
export function startProgress({ total: planned, expected, stream }: ProgressOptions): Progress {
  const terminal = stream.isTTY === true && process.env.TERM !== 'dumb'
  const started = performance.now()
  const playing = new Set<QuestionId>()
  let total = planned
  let last = ''
  let played = 0
  let shown = false
  let closed = false
  let drawnAt = terminal ? Number.NEGATIVE_INFINITY : started

  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    styleText(format, text, { stream: stream as NodeJS.WriteStream })

  function left(): Ms {
    const elapsed = performance.now() - started
    const share = total === 0 ? 1 : played / total
    // In the first tenth the actual pace gains weight gradually: proxies are still starting.
    const seen = Math.min(1, 10 * share)
    const whole = share === 0 ? expected : seen * (elapsed / share) + (1 - seen) * expected
    return Math.max(0, (1 - share) * whole)
  }

  function terminalLine(): string {
    const filled = total === 0 ? BAR : Math.min(BAR, Math.round((BAR * played) / total))
    const head = `${played}/${total} `
    const tail = `  ${duration(left())} left  `
    const now = [...playing].at(-1) ?? last
    const room = (stream.columns ?? 80) - head.length - BAR - tail.length - 1
    const bar = style('green', '█'.repeat(filled)) + style('gray', '░'.repeat(BAR - filled))
    return `${head}${bar}${style('dim', tail)}${room > 0 ? printable(now).slice(0, room) : ''}`
  }

  function clear(): void {
    if (shown) stream.write('\r\x1b[K')
    shown = false
  }

  function draw(atOnce: boolean): void {
    const now = performance.now()
    if (closed || (!atOnce && now - drawnAt < (terminal ? DRAW_EVERY : PLAIN_EVERY))) return
    drawnAt = now
    if (!terminal) {
      stream.write(`${played}/${total} test cases, about ${duration(left())} left\n`)
      return
    }
    stream.write(`\r${terminalLine()}\x1b[K`)
    shown = true
  }

  function close(): void {
    closed = true
    clearInterval(ticker)
    clear()
    process.off('SIGINT', interrupted)
    process.off('exit', clear)
  }

  function interrupted(): void {
    close()
    // A listener disables the default action; without another listener it must still happen.
    if (process.listenerCount('SIGINT') === 0) process.kill(process.pid, 'SIGINT')
  }

  const ticker = setInterval(() => draw(false), terminal ? TICK_EVERY : PLAIN_EVERY)
  ticker.unref()
  process.prependListener('SIGINT', interrupted)
  process.prependListener('exit', clear)
  if (terminal) draw(true)

  return {
    cell(question, took) {
      if (took === undefined) playing.add(question)
      else {
        playing.delete(question)
        last = question
        played += 1
      }
      draw(false)
    },
    more(cells) {
      total += cells
    },
    note(line) {
      clear()
      stream.write(`${line}\n`)
      if (terminal) draw(true)
    },
    done() {
      if (closed) return
      close()
      stream.write(`${played}/${total} test cases in ${duration(performance.now() - started)}\n`)
    },
  }
}

/** `0.4 s`, `12 s`, `3 min 20 s`. */
function duration(ms: Ms): string {
  const seconds = ms / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** Ids come from file names and must not contain terminal control characters. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}
