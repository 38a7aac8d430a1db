/** Maps the strings of plain data with any fields. Pure. */

/** A copy with every string mapped, both values and field names. */
export function mapStrings<T>(value: T, map: (text: string) => string): T
export function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((one) => mapStrings<unknown>(one, map))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [map(key), mapStrings<unknown>(one, map)]))
}
