/** The test cases of a run whose names begin with what was typed, one a line. Pure. */

/** Maximum number of test cases that are listed one by one; more are counted by the next part of their names. */
const LISTED = 20

/** @returns no line where no name begins with it; where it ends in a part's middle too: `nginx/def` */
export function namesFrom(typed: string, known: readonly string[]): string[] {
  const inside = known.filter((name) => name.startsWith(typed))
  if (inside.length === 0) return []
  const [one, ...others] = inside
  const head =
    others.length === 0
      ? `1 test case begins with "${typed}":`
      : `${inside.length} test cases begin with "${typed}"; name one:`
  if (inside.length <= LISTED) return [head, ...[one ?? '', ...others].map((name) => `  ${name}`)]
  const groups = [...Map.groupBy(inside, (name) => nextPart(name, typed))]
  return [
    head,
    ...groups.map(([part, names]) => (names.length === 1 ? `  ${names[0]}` : `  ${part}  (${names.length})`)),
  ]
}

/** `nginx/defaults/` of `nginx/defaults/delivery/…`, where `nginx` or `nginx/` was typed. */
function nextPart(name: string, typed: string): string {
  const start = name.charAt(typed.length) === '/' ? typed.length + 1 : typed.length
  const end = name.indexOf('/', start)
  return end < 0 ? name : name.slice(0, end + 1)
}
