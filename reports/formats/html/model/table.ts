/** A table of values that repeat: each is kept once, and referred to by its number. Pure. */
export interface Table<Value> {
  readonly values: Value[]
  /** Adds the value where it is new. @param key equal for equal values; by default its JSON */
  indexOf(value: Value, key?: string): number
}

export function createTable<Value>(): Table<Value> {
  const values: Value[] = []
  const known = new Map<string, number>()
  return {
    values,
    indexOf(value, key = JSON.stringify(value)) {
      const found = known.get(key)
      if (found !== undefined) return found
      known.set(key, values.length)
      return values.push(value) - 1
    },
  }
}
