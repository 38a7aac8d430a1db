/**
 * Length of the run of such characters at the end of a text. An expression like `/[ \t]*$/` takes the square of the length of a run that is
 * not at the end: a line of a configuration of unknown origin may have a million blanks.
 * @param one matches a single character
 */
export function runAtEnd(text: string, one: RegExp): number {
  let at = text.length
  while (at > 0 && one.test(text[at - 1] ?? '')) at--
  return text.length - at
}
