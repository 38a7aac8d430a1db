/** Whether a value from a file has the fields that its readers use. Pure. */

/** The expected type of a value: a type name, a list of one type, or an object with these fields. Additional fields are ignored. */
export type Shape = 'string' | 'number' | 'boolean' | readonly [Shape] | { readonly [field: string]: Shape }

export const wrongWhereGiven = (value: unknown, shape: Shape, place: string): string | undefined =>
  value === undefined ? undefined : wrongIn(value, shape, place)

/** The path of the first invalid value; undefined where there is none. */
export function wrongIn(value: unknown, shape: Shape, place: string): string | undefined {
  if (typeof shape === 'string') return typeof value === shape ? undefined : `${place} is missing or no ${shape}`
  if (isList(shape)) {
    if (!Array.isArray(value)) return `${place} is missing or no list`
    return value.map((each, n) => wrongIn(each, shape[0], `${place}[${n}]`)).find((one) => one !== undefined)
  }
  if (typeof value !== 'object' || value === null) return `${place || 'it'} is missing or no object`
  return Object.entries(shape)
    .map(([name, of]) => wrongIn((value as Record<string, unknown>)[name], of, place ? `${place}.${name}` : name))
    .find((one) => one !== undefined)
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape)
