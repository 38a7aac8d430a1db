/** Finds the end of a Lua block inside an nginx configuration, without understanding Lua any further. */

/** @returns the offset just behind the `}` that closes a block whose body begins at `start`; undefined when none does */
export function endOfLua(text: string, start: number): number | undefined {
  let depth = 1
  let at = start
  // Searched once: a bracket that is not closed before the end of the file is not closed further on either.
  const unclosed = new Set<string>()
  while (at < text.length) {
    const c = text[at]
    if (text.startsWith('--', at)) {
      const long = longBracket(text, at + 2, unclosed)
      const end = long ?? text.indexOf('\n', at)
      if (end < 0) return undefined
      at = end
    } else if (c === '"' || c === "'") {
      const end = endOfString(text, at, c)
      if (end === undefined) return undefined
      at = end
    } else if (c === '[') {
      at = longBracket(text, at, unclosed) ?? at + 1
    } else {
      at++
      if (c === '{') depth++
      if (c === '}' && --depth === 0) return at
    }
  }
  return undefined
}

function endOfString(text: string, start: number, quote: string): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at + 1
  }
  return undefined
}

/** The end of `[[ … ]]` or `[=[ … ]=]` when one starts here and is closed. */
function longBracket(text: string, start: number, unclosed: Set<string>): number | undefined {
  const opening = /^\[(=*)\[/.exec(text.slice(start, start + 20))
  if (opening === null) return undefined
  const closing = `]${opening[1]}]`
  if (unclosed.has(closing)) return undefined
  const end = text.indexOf(closing, start + opening[0].length)
  if (end < 0) unclosed.add(closing)
  return end < 0 ? undefined : end + closing.length
}
