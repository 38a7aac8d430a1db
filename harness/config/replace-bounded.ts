/** Puts values into a text of unknown origin, without letting it grow beyond all bounds: each value may be put into itself again. */
import { SseCompatError } from '../model/index.ts'

/** Characters. No header field or path of a request is longer. */
const LONGEST = 1_000_000

/**
 * As `text.replace(pattern, by)`.
 * @param where `file:line` for the message
 * @throws SseCompatError `too-large`
 */
export function replaceBounded(
  text: string,
  pattern: RegExp,
  by: (whole: string, ...groups: (string | undefined)[]) => string,
  where?: string,
): string {
  let left = LONGEST
  return text.replace(pattern, (whole, ...groups) => {
    const is = by(whole, ...groups)
    left -= is.length
    if (left >= 0) return is
    throw new SseCompatError('too-large', `its variables make a text longer than ${LONGEST} characters`, {
      ...(where === undefined ? {} : { where }),
      advice: 'do not put a value into itself again and again',
    })
  })
}
