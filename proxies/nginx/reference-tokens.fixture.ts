/**
 * How nginx reads a text, independent of config.ts: `ngx_conf_read_token` and `ngx_conf_parse` of its source, statement by
 * statement and on bytes. https://github.com/nginx/nginx/blob/master/src/core/ngx_conf_file.c
 */

export interface Read {
  readonly words: readonly string[]
  /** Of the `;` or `{`: nginx reports a directive there. */
  readonly line: number
  readonly block: readonly Read[] | undefined
}

type End = 'simple' | 'block' | 'closed' | 'over'

/** @throws Error where nginx rejects the text */
export function readReference(text: string): readonly Read[] {
  const bytes = Buffer.from(text)
  let pos = 0
  let line = 1

  const parse = (isBlock: boolean): Read[] => {
    const all: Read[] = []
    for (;;) {
      const { words, end } = token()
      if (end === 'closed' && !isBlock) throw new Error('unexpected "}"')
      if (end === 'over' && isBlock) throw new Error('unexpected end of file, expecting "}"')
      if (end === 'closed' || end === 'over') return all
      const at = line
      all.push({ words, line: at, block: end === 'block' ? parse(true) : undefined })
    }
  }

  const token = (): { readonly words: readonly string[]; readonly end: End } => {
    const words: string[] = []
    let [needSpace, lastSpace, comment, variable] = [false, true, false, false]
    let [quoted, single, double, found] = [false, false, false, false]
    let start = pos
    for (;;) {
      if (pos >= bytes.length) {
        if (words.length > 0 || !lastSpace) throw new Error('unexpected end of file')
        return { words, end: 'over' }
      }
      const c = String.fromCharCode(bytes[pos++] ?? 0)
      if (c === '\n') {
        line++
        comment = false
      }
      if (comment) continue
      if (quoted) {
        quoted = false
        continue
      }
      const isBlank = c === ' ' || c === '\t' || c === '\r' || c === '\n'
      if (needSpace) {
        if (isBlank) {
          lastSpace = true
          needSpace = false
          continue
        }
        if (c === ';') return { words, end: 'simple' }
        if (c === '{') return { words, end: 'block' }
        if (c !== ')') throw new Error(`unexpected "${c}"`)
        lastSpace = true
        needSpace = false
      }
      if (lastSpace) {
        start = pos - 1
        if (isBlank) continue
        if (c === ';' || c === '{') {
          if (words.length === 0) throw new Error(`unexpected "${c}"`)
          return { words, end: c === '{' ? 'block' : 'simple' }
        }
        if (c === '}') {
          if (words.length > 0) throw new Error('unexpected "}"')
          return { words, end: 'closed' }
        }
        if (c === '#') {
          comment = true
          continue
        }
        lastSpace = false
        if (c === '\\') quoted = true
        else if (c === '$') variable = true
        else if (c === '"' || c === "'") {
          start++
          double = c === '"'
          single = c === "'"
        }
        continue
      }
      if (c === '{' && variable) continue
      variable = false
      if (c === '\\') {
        quoted = true
        continue
      }
      if (c === '$') {
        variable = true
        continue
      }
      if (double || single) {
        if (c === (double ? '"' : "'")) {
          double = false
          single = false
          needSpace = true
          found = true
        }
      } else if (isBlank || c === ';' || c === '{') {
        lastSpace = true
        found = true
      }
      if (!found) continue
      words.push(unescaped(bytes.subarray(start, pos - 1)))
      if (c === ';') return { words, end: 'simple' }
      if (c === '{') return { words, end: 'block' }
      found = false
    }
  }
  return parse(false)
}

const BACKSLASH = 0x5c
const ESCAPES: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n', '"': '"', "'": "'", '\\': '\\' }

function unescaped(raw: Buffer): string {
  const out: number[] = []
  for (let at = 0; at < raw.length; at++) {
    const is = raw[at] === BACKSLASH ? ESCAPES[String.fromCharCode(raw[at + 1] ?? 0)] : undefined
    out.push(is === undefined ? (raw[at] ?? 0) : is.charCodeAt(0))
    if (is !== undefined) at++
  }
  return Buffer.from(out).toString()
}
