/** Finds violations of WHATWG HTML §9.2.5 and §9.2.6 in the bytes of an event stream. Pure. */

import { BLANK_LINE } from '../../servers/relay/pieces.ts'

export interface TextFaults {
  readonly bom: boolean
  readonly invalidUtf8: boolean
  /** Lines that end with a single CR. */
  readonly loneCr: boolean
  /** The stream ended inside an event: clients drop it. */
  readonly unfinished: string | undefined
  /** Field names that clients ignore, e.g. `{"a"` of JSON that was sent without `data:`. */
  readonly unknownFields: readonly string[]
  readonly badRetry: string | undefined
  readonly idWithNull: boolean
  /** Number of blocks that have lines of another kind, and none that begins with `data:`: clients dispatch no event for them. */
  readonly blocksWithoutData: number
  readonly hasData: boolean
  /** Number of lines, without comments, where no blank line has come yet; 0 after the first one. */
  readonly linesWithoutEnd: number
}

const FIELDS = new Set(['data', 'event', 'id', 'retry'])
const MAX_NAMED = 3

/** @param ended the stream has ended as its framing requires */
export function readStreamText(bytes: Buffer, ended: boolean): TextFaults {
  const bom = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))
  const text = new TextDecoder('utf-8').decode(bytes)
  const lines = text.split(/\r\n|\n|\r/)
  const unknown = new Set<string>()
  let badRetry: string | undefined
  let idWithNull = false
  let blocksWithoutData = 0
  let hasData = false
  let linesWithoutEnd = 0
  let hasBlankLine = false
  /** Names in the block that is being read. */
  const names = new Set<string>()
  // The last line may be incomplete.
  for (const line of lines.slice(0, -1)) {
    if (line === '') {
      hasBlankLine = true
      if (isForNothing(names)) blocksWithoutData += 1
      names.clear()
      continue
    }
    if (line.startsWith(':')) continue
    linesWithoutEnd += 1
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    names.add(name)
    hasData ||= name === 'data'
    if (!FIELDS.has(name)) unknown.add(name)
    else if (name === 'retry' && !/^\d+$/.test(value)) badRetry ??= value
    else if (name === 'id' && value.includes('\0')) idWithNull = true
  }
  const tail = text.split(BLANK_LINE).at(-1) ?? ''
  return {
    bom,
    invalidUtf8: isInvalid(bytes, ended),
    loneCr: /\r(?!\n|$)/.test(text),
    unfinished: ended && /^(?:data|event|id)\b/m.test(tail) ? tail.slice(0, 60) : undefined,
    unknownFields: [...unknown].slice(0, MAX_NAMED),
    badRetry,
    idWithNull,
    blocksWithoutData,
    hasData,
    linesWithoutEnd: hasBlankLine ? 0 : linesWithoutEnd,
  }
}

/** A block of `id:` or `retry:` alone has an effect without an event. */
const isForNothing = (names: ReadonlySet<string>): boolean =>
  !names.has('data') && [...names].some((name) => name !== 'id' && name !== 'retry')

/** @param whole false: a character that is truncated at the end is allowed */
function isInvalid(bytes: Buffer, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole })
    return false
  } catch {
    return true
  }
}
