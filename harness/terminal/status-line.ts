/** One line of a terminal that is rewritten in place; a file, a pipe and the log of a CI system get plain lines instead. */
import { columnsOf, cutTo } from './columns.ts'

export type StatusStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

export interface StatusLine {
  /** Replaces the line; `text` has no escape codes except those of `coloured`. */
  draw(text: string): void
  /** Writes a permanent line above the rewritten one. */
  note(line: string): void
  /** Removes the line; only notes are written afterwards. */
  close(): void
}

/** Whether a line can be rewritten: on a terminal that supports escape codes, but not in the log of a CI system. */
export function canRewrite(stream: StatusStream, environment: NodeJS.ProcessEnv = process.env): boolean {
  const { CI = '', TERM } = environment
  return stream.isTTY === true && TERM !== 'dumb' && (CI === '' || CI === 'false' || CI === '0')
}

/** Requires `canRewrite`. Also clears its line on SIGINT; other listeners decide what happens then. */
export function openStatusLine(stream: StatusStream): StatusLine {
  let shown = ''
  let closed = false

  function clear(): void {
    if (shown !== '') stream.write('\r\x1b[K')
    shown = ''
  }

  function close(): void {
    closed = true
    clear()
    process.off('SIGINT', interrupted)
    process.off('exit', clear)
  }

  function interrupted(): void {
    close()
    // A listener disables the default action of SIGINT, so it is triggered again where there is no other listener.
    if (process.listenerCount('SIGINT') === 0) process.kill(process.pid, 'SIGINT')
  }

  process.prependListener('SIGINT', interrupted)
  process.prependListener('exit', clear)

  return {
    draw(text) {
      if (closed) return
      stream.write(`\r${text}\x1b[K`)
      shown = text
    },
    note(line) {
      const before = shown
      clear()
      stream.write(`${line}\n`)
      if (before !== '') this.draw(before)
    },
    close() {
      if (!closed) close()
    },
  }
}

/** The part of a text that fits after this many columns. The last column is left empty, because some terminals would start a new line. */
export const remainder = (stream: StatusStream, taken: number, text: string): string =>
  cutTo(text, columnsOf(stream) - taken - 1)
