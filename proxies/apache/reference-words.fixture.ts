/**
 * How Apache reads the arguments of a directive, independent of words.ts: `ap_getword_conf`, `ap_getword_conf2` and mod_rewrite's
 * `parseargline` of its source, statement by statement. https://github.com/apache/httpd/blob/trunk/server/util.c
 */

const isSpace = (c: string | undefined): boolean => c !== undefined && ' \t\n\v\f\r'.includes(c)

/** @param name as Apache prints it; with `<` in front for a section */
export function referenceWords(name: string, args: string): readonly string[] {
  const text = name.startsWith('<') ? args.slice(0, args.lastIndexOf('>')) : args
  if (/^rewrite(rule|cond)$/i.test(name)) return argumentLine(text)
  const words: string[] = []
  let at = 0
  const skip = (): void => {
    while (isSpace(text[at])) at++
  }
  for (skip(); at < text.length; skip()) {
    const isBraced = /^proxyhcexpr$/i.test(name) && words.length === 1 && text[at] === '{'
    const { word, end } = isBraced ? braced(text, at) : oneWord(text, at)
    words.push(word)
    at = end
  }
  return words
}

function oneWord(text: string, start: number): { readonly word: string; readonly end: number } {
  const quote = text[start]
  let end = start
  if (quote === '"' || quote === "'") {
    for (end++; end < text.length && text[end] !== quote; ) {
      end += text[end] === '\\' && (text[end + 1] === quote || text[end + 1] === '\\') ? 2 : 1
    }
    return { word: substring(text.slice(start + 1, end), quote), end: end + 1 }
  }
  while (end < text.length && !isSpace(text[end])) end++
  return { word: substring(text.slice(start, end), undefined), end }
}

function braced(text: string, start: number): { readonly word: string; readonly end: number } {
  let depth = 1
  let end = start + 1
  for (; end < text.length; end++) {
    if (text[end] === '}' && --depth === 0) break
    if (text[end] === '{') depth++
    if (text[end] === '\\' && text[end + 1] === '\\') end++
  }
  return { word: substring(text.slice(start + 1, end), undefined), end: end + 1 }
}

function substring(text: string, quote: string | undefined): string {
  let word = ''
  for (let at = 0; at < text.length; at++) {
    const next = text[at + 1]
    if (text[at] === '\\' && next !== undefined && (next === '\\' || next === quote)) at++
    word += text[at]
  }
  return word
}

/** Two or three words, whose escapes are kept; what follows is not read. */
function argumentLine(text: string): readonly string[] {
  const words: string[] = []
  let at = 0
  while (words.length < 3) {
    while (isSpace(text[at])) at++
    if (at >= text.length) break
    const quote = text[at] === '"' || text[at] === "'" ? text[at++] : undefined
    const start = at
    for (; at < text.length; at++) {
      if (quote === undefined ? isSpace(text[at]) : text[at] === quote) break
      if (text[at] === '\\' && isSpace(text[at + 1])) at++
    }
    words.push(text.slice(start, at))
    at++
  }
  return words
}
