/** Maps the strings of plain data with any fields. Pure. */

/**
 * A copy with every string mapped, both values and field names.
 * @param map called once for each different string: in a report, most are the names of fields
 */
export function mapStrings<T>(value: T, map: (text: string) => string): T {
  const known = new Map<string, string>()
  return mapped(value, (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const after = map(text)
    known.set(text, after)
    return after
  })
}

function mapped<T>(value: T, map: (text: string) => string): T
function mapped(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((one) => mapped<unknown>(one, map))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [map(key), mapped<unknown>(one, map)]))
}
