/** A server chooses what it sends, and how long that is: a report repeats only the beginning. Pure. */

/** Longest text in a finding, and of a field or an id that is repeated as it was received; UTF-16 units. */
export const LONGEST_SENTENCE = 600
export const LONGEST_FIELD = 8192

/** @param length of the whole text, where this is only its beginning */
export function shortened(text: string, most: number, length: number = text.length): string {
  if (text.length <= most) return text
  const kept = text.slice(0, most).toWellFormed()
  return `${kept}… (${(length - most).toLocaleString('en-US')} more characters)`
}
