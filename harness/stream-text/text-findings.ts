/** Judges the violations of WHATWG HTML §9.2.5 and §9.2.6 in the bytes of an event stream. Pure. */
import type { TextFaults } from './stream-text.ts'

export interface TextFinding {
  /** Stable, for programs. */
  readonly id: string
  /** `error`: clients cannot use it, or lose data. `warning`: clients ignore it. `note`: good to know. */
  readonly level: 'error' | 'warning' | 'note'
  /** One sentence without its full stop. */
  readonly says: string
  /** The section that it refers to. */
  readonly rule: string
}

/** Fewer may be the beginning of an event that is still being sent. */
const MANY_LINES = 3

const HTML = (section: string): string => `WHATWG HTML §${section}`

export function textFindings(text: TextFaults): TextFinding[] {
  const found: TextFinding[] = []
  const add = (id: string, level: TextFinding['level'], says: string, rule: string): void =>
    void found.push({ id, level, says, rule })

  if (text.invalidUtf8)
    add('utf-8', 'error', 'the stream is not valid UTF-8: clients show replacement characters', HTML('9.2.5'))
  if (text.bom) add('bom', 'note', 'the stream begins with a byte order mark, which clients skip', HTML('9.2.5'))
  if (text.loneCr)
    add(
      'lone-cr',
      'warning',
      'lines end with a CR alone: allowed, but a client cannot know whether an LF follows, and may wait for the next byte',
      HTML('9.2.5'),
    )
  if (text.unfinished !== undefined) {
    add(
      'unfinished-event',
      'error',
      `the last event has no blank line behind it, so clients drop it${text.unfinished === '' ? '' : `: ${JSON.stringify(text.unfinished)}`}`,
      HTML('9.2.6'),
    )
  }
  if (text.linesWithoutEnd >= MANY_LINES)
    add(
      'no-blank-line',
      'error',
      `${text.linesWithoutEnd} lines, and no blank line among them: a client dispatches an event when a blank line ends it, so it gets none`,
      HTML('9.2.6'),
    )
  if (text.blocksWithoutData > 0)
    add(
      'no-data',
      text.hasData ? 'warning' : 'error',
      `${text.blocksWithoutData === 1 ? 'one block has' : `${text.blocksWithoutData} blocks have`} no data: line, so clients dispatch no event for ${text.blocksWithoutData === 1 ? 'it' : 'them'}`,
      HTML('9.2.6'),
    )
  if (text.unknownFields.length > 0) {
    const names = text.unknownFields.map((name) => JSON.stringify(name.slice(0, 30))).join(', ')
    add(
      'unknown-field',
      'warning',
      `lines that clients ignore begin with ${names}: a line of an event begins with data:, event:, id: or retry:`,
      HTML('9.2.6'),
    )
  }
  if (text.badRetry !== undefined)
    add(
      'retry',
      'warning',
      `retry: ${JSON.stringify(text.badRetry.slice(0, 30))} is not a number of digits only, and is ignored`,
      HTML('9.2.6'),
    )
  if (text.idWithNull) add('id-null', 'warning', 'an id contains U+0000, and is ignored', HTML('9.2.6'))
  return found
}
