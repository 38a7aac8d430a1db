/** Replaces `%{…}` in a text of any length. Pure. */
import { replaceBounded } from '../../harness/config/replace-bounded.ts'

/**
 * The same as `replaceBounded(text, pattern, by)`, in linear time. After the last `}` no `%{` is closed: a pattern would search from each one
 * to the end, which takes minutes for a megabyte of `%{`.
 * @param pattern global; what it finds either ends with `}`, or is found by `short` as well
 * @throws SseCompatError `too-large`
 */
export function replaceVariables(
  text: string,
  pattern: RegExp,
  by: (whole: string, ...groups: (string | undefined)[]) => string,
  short?: RegExp,
  where?: string,
): string {
  const end = text.lastIndexOf('}') + 1
  const rest = text.slice(end)
  const behind = short === undefined ? rest : replaceBounded(rest, short, by, where)
  return replaceBounded(text.slice(0, end), pattern, by, where) + behind
}

/** Whether a text has `${name:…|…}` or `%{name:…|…}`, i.e. a value looked up in a map, with a default. Linear, too. */
export const hasMapLookup = (text: string): boolean =>
  text.split('}').some((part) => {
    const start = part.search(/[$%]\{/)
    const colon = start < 0 ? -1 : part.indexOf(':', start)
    return colon >= 0 && part.includes('|', colon)
  })
