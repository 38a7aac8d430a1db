/** A name that is not known, corrected to one that is. Pure. */

export interface Corrected {
  readonly name: string
  /** What stood behind the name and belongs to the arguments: `60s` of `proxy_read_timeout=60s`. */
  readonly rest: string
}

/** A shorter name has too many that are one letter away. */
const MIN_LENGTH = 5

/** Undefined where the name is known, none is near, or several are. */
export function corrected(written: string, known: readonly string[]): Corrected | undefined {
  const names = new Map(known.map((name) => [plain(name), name]))
  if (known.includes(written)) return undefined
  const [, word = written, rest = ''] = /^([^:=]+)[:=]+(.*)$/.exec(written) ?? []
  const same = names.get(plain(word))
  if (same !== undefined) return { name: same, rest }
  if (word.length < MIN_LENGTH) return undefined
  const [near, another] = [...names].filter(([name]) => isOneSlipAway(name, plain(word)))
  return near === undefined || another !== undefined ? undefined : { name: near[1], rest }
}

const plain = (name: string): string => name.toLowerCase().replaceAll('-', '_')

/** One letter more, less or other, or two neighbours that changed places. */
function isOneSlipAway(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  let at = 0
  while (at < short.length && short[at] === long[at]) at += 1
  const isSwapped = short[at] === long[at + 1] && short[at + 1] === long[at]
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1)
  return short.slice(at + 1) === long.slice(at + 1) || (isSwapped && short.slice(at + 2) === long.slice(at + 2))
}
