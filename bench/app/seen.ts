/** Compares what `app` and `run` saw behind one profile. Pure. */

/** `<scenario>/<criterion>` → its class; with a measure's name after it, the number. */
export type Seen = Readonly<Record<string, string | number>>

/** `app` has fewer words for what a filter does to events: each of these of `run` is the other. */
const SAME: readonly (readonly [string, string])[] = [
  // The first events only, or several at once: `app` stops at the first event that does not arrive by itself.
  ['held-once', 'held-until-bytes'],
  ['held-once', 'one-behind'],
  ['behind', 'held-until-bytes'],
  // An idle limit closes it between two events of `run`, and not between the more frequent comments of `app`.
  ['idle-only', 'no-cap'],
]

/** One line for each difference; what only one of them could see is none. */
export function compare(run: Seen, app: Seen): { readonly compared: number; readonly lines: readonly string[] } {
  const keys = Object.keys(run).filter((key) => app[key] !== undefined)
  const lines = keys.flatMap((key) => {
    const [one = '', other = ''] = [run[key], app[key]]
    return isSame(one, other) ? [] : [`${key}: run ${one}, app ${other}`]
  })
  return { compared: keys.length, lines }
}

/** Bytes and times have to agree within 7 %: both search in steps. */
function isSame(one: string | number, other: string | number): boolean {
  if (typeof one === 'number' && typeof other === 'number') return Math.abs(one - other) <= 0.07 * Math.max(one, other)
  return one === other || SAME.some(([run, app]) => run === one && app === other)
}
