/** The meaning of the URL's fragment: `nginx/defaults/delivery/chunked/60/h1@<build>@<runtime>?front=h1`. Pure. */
import { type Filters, NO_FILTERS } from './filters.ts'

export interface Address {
  /** `nginx/defaults`, `nginx/defaults/delivery` or a whole question; '' for the front page. */
  readonly path: string
  /** '' for any; the same of the runtime. */
  readonly build: string
  readonly runtime: string
  readonly filters: Filters
  /** A `/` at the end: the test case, where a scenario without axes has only one. */
  readonly isCase: boolean
}

export function parseAddress(hash: string): Address {
  const text = hash.replace(/^#/, '')
  const question = text.indexOf('?')
  const place = question === -1 ? text : text.slice(0, question)
  const given = new URLSearchParams(question === -1 ? '' : text.slice(question + 1))
  const [path = '', build = '', runtime = ''] = place.split('@').map(decoded)
  const filters = Object.fromEntries(Object.keys(NO_FILTERS).map((name) => [name, given.get(name) ?? '']))
  return {
    path: path.replace(/^\/+|\/+$/g, ''),
    build,
    runtime,
    filters: filters as unknown as Filters,
    isCase: path.endsWith('/'),
  }
}

/** The address may have been typed. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** With the `#`. */
export function printAddress({
  path = '',
  build = '',
  runtime = '',
  filters = NO_FILTERS,
  isCase = false,
}: Partial<Address>): string {
  const set = Object.entries(filters).filter(([, value]) => value !== '')
  const query = new URLSearchParams(set).toString()
  const place = [`${path}${isCase ? '/' : ''}`, ...(build === '' ? [] : [build, ...(runtime === '' ? [] : [runtime])])]
  // A `/` stays readable; every other character of a name that has a meaning here is encoded, `@` too.
  const written = place
    .map((part) => encodeURIComponent(part.toWellFormed()).replaceAll('%2F', '/').replaceAll('%2B', '+'))
    .join('@')
  return `#${written}${query === '' ? '' : `?${query}`}`
}
