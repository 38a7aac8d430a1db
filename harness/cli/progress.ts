/** Progress of a run: one line that is rewritten on a terminal, occasional plain lines elsewhere. */
import type { Ms, QuestionId } from '../model/index.ts'
import { visible } from '../redact/visible-characters.ts'
import { paintFor } from '../terminal/colour.ts'
import { columnsOf, cutTo, widthOf } from '../terminal/columns.ts'
import { durationText } from '../terminal/duration.ts'
import { canRewrite, openStatusLine, type StatusStream } from '../terminal/status-line.ts'

/** Minimum interval between plain lines, ms. */
const PLAIN_EVERY = 10_000
/** Minimum interval between redraws of a terminal, and the interval of redraws while nothing happens, ms. */
const DRAW_EVERY = 100
const TICK_EVERY = 1000
const BAR = 20
/** Question ids of controls begin with it. */
const CONTROL = 'control/'

export interface ProgressOptions {
  /** Test cases to run, without controls and retries. */
  readonly total: number
  /** The same without a proxy; they take time, and are no test cases. */
  readonly controls?: number
  /** Wall time that the plan expects; corrected by the actual pace. */
  readonly expected: Ms
  /** Usually process.stderr. */
  readonly stream: StatusStream
  /** Nothing is printed but notes. */
  readonly quiet?: boolean
}

export interface Progress {
  /** A test case starts (without `took`) or has finished; `isRetry`: not for the first time. */
  cell(question: QuestionId, took?: Ms, isRetry?: boolean): void
  /** A test case was inconclusive: it will be retried, so the total grows by one already now. */
  doubt(): void
  /** A test case is retried while others run. */
  again(): void
  /** So many test cases are retried from now on, in place of those that were expected to be. */
  more(cells: number): void
  /** All test cases have ended: `done` prints the time that they took, which is the report's too. */
  tested(took: Ms): void
  /** The test cases are done; what follows, until `done`. */
  step(what: string): void
  /** Prints a line that stays. */
  note(line: string): void
  /** Ends the display; only notes are written afterwards. */
  done(): void
}

export function startProgress({
  total: cases,
  controls = 0,
  expected,
  stream,
  quiet = false,
}: ProgressOptions): Progress {
  const started = performance.now()
  const line = canRewrite(stream) && !quiet ? openStatusLine(stream) : undefined
  const paint = paintFor(stream)
  const running = new Set<QuestionId>()
  let total = cases + controls
  let tested = 0
  let doubted = 0
  let finished = 0
  let retries = 0
  let retried = 0
  let latest = ''
  let ending = ''
  let endingSince = started
  let testedIn: Ms | undefined
  let closed = false
  let drawnAt = line === undefined ? started : Number.NEGATIVE_INFINITY

  const whole = (): number => total + doubted

  /** Undefined where nothing is known to be left, although the end has not come. */
  function left(): Ms | undefined {
    const share = whole() === 0 ? 1 : finished / whole()
    if (share >= 1) return undefined
    const elapsed = performance.now() - started
    // In the first tenth the actual pace gains weight gradually: proxies are still starting.
    const seen = Math.min(1, 10 * share)
    const all = share === 0 ? expected : seen * (elapsed / share) + (1 - seen) * expected
    return (1 - share) * all
  }

  /** Whole seconds, at least one: work continues. */
  function leftText(): string {
    const ms = left()
    if (ms === undefined) return 'finishing'
    const seconds = Math.max(1, Math.ceil(ms / 1000))
    return `${seconds < 60 ? `${seconds} s` : durationText(seconds * 1000)} left`
  }

  const retrying = (): string => {
    if (retries > 0) return `  ${retried}/${retries + doubted} retries`
    return doubted === 0 ? '' : `  ${doubted} to retry`
  }

  function terminalLine(): string {
    // Never whole while something is left to do.
    const share = whole() === 0 ? 0 : Math.min(0.99, finished / whole())
    const filled = Math.floor(BAR * share)
    const bar = paint('green', '█'.repeat(filled)) + paint('gray', '░'.repeat(BAR - filled))
    const percent = `${Math.floor(100 * share)}`.padStart(3)
    const counts = ` ${percent} %  ${tested}/${cases}${retrying()}  `
    const now = ending === '' ? `${leftText()}  ${visible([...running].at(-1) ?? latest)}` : ending
    const room = columnsOf(stream) - 1 - BAR - 1
    const text = cutTo(counts + now, room)
    const taken = Math.min(widthOf(counts), widthOf(text))
    return ` ${bar}${text.slice(0, taken)}${paint('dim', text.slice(taken))}`
  }

  function draw(immediately: boolean): void {
    const now = performance.now()
    if (closed || quiet || (!immediately && now - drawnAt < (line === undefined ? PLAIN_EVERY : DRAW_EVERY))) return
    drawnAt = now
    if (line !== undefined) line.draw(terminalLine())
    else if (ending === '')
      stream.write(`${tested}/${cases} test cases${retrying().replace('  ', ', ')}, ${leftText()}\n`)
    else stream.write(`still ${ending}, for ${durationText(now - endingSince)}\n`)
  }

  const ticker = setInterval(() => draw(false), line === undefined ? PLAIN_EVERY : TICK_EVERY)
  ticker.unref()
  if (line !== undefined) draw(true)

  return {
    cell(question, took, isRetry = false) {
      if (took === undefined) running.add(question)
      else {
        running.delete(question)
        latest = question
        finished += 1
        if (isRetry) retried += 1
        else if (!question.startsWith(CONTROL)) tested += 1
      }
      draw(false)
    },
    doubt() {
      doubted += 1
    },
    again() {
      total += 1
      retries += 1
      draw(false)
    },
    more(cells) {
      total += cells
      retries += cells
      doubted = 0
      draw(false)
    },
    tested(wall) {
      testedIn = wall
    },
    step(what) {
      ending = what
      endingSince = performance.now()
      if (line !== undefined) draw(true)
      else if (!quiet) {
        drawnAt = endingSince
        stream.write(`${what}\n`)
      }
    },
    note(text) {
      if (line === undefined) stream.write(`${text}\n`)
      else line.note(text)
    },
    done() {
      if (closed) return
      closed = true
      clearInterval(ticker)
      line?.close()
      if (!quiet)
        stream.write(
          `${tested} test case${tested === 1 ? '' : 's'} in ${durationText(testedIn ?? performance.now() - started)}\n`,
        )
    },
  }
}
