/**
 * Shows what a command is doing while there are no test cases to count: one rewritten line on a terminal, a line for each step
 * elsewhere.
 */
import { visible } from '../redact/visible-characters.ts'
import { durationText } from '../terminal/duration.ts'
import { canRewrite, openStatusLine, remainder, type StatusStream } from '../terminal/status-line.ts'

/** Minimum interval between redraws of one step on a terminal, ms, and between plain lines on one. */
const DRAW_EVERY = 100
const PLAIN_EVERY = 10_000

export interface Steps {
  /** Names the step that starts, or its progress. A new text is drawn immediately, because the step itself may block drawing. */
  step(what: string, done?: number, total?: number): void
  /** Removes the line. */
  done(): void
}

export function startSteps(stream: StatusStream): Steps {
  const started = performance.now()
  const line = canRewrite(stream) ? openStatusLine(stream) : undefined
  let current = ''
  let drawnAt = 0

  return {
    step(what, done, total) {
      const now = performance.now()
      const isNew = what !== current
      if (!isNew && now - drawnAt < (line === undefined ? PLAIN_EVERY : DRAW_EVERY)) return
      current = what
      drawnAt = now
      const text = visible(done === undefined ? what : `${what} ${total === undefined ? done : `${done}/${total}`}`)
      if (line === undefined) stream.write(`${text}\n`)
      else line.draw(remainder(stream, 0, ` ${text} (${durationText(now - started)})`))
    },
    done() {
      line?.close()
    },
  }
}
