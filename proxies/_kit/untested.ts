/** Directives that apply to a route and may change a response, but could not be tested. Pure. */
import type { Replacement } from '../../harness/model/index.ts'

type Untested = Replacement['untested']

/** How a product's directives are interpreted here. */
export interface UntestedIn<D> {
  /** A directive's place and name; the name in the form of `nameOf`. */
  readonly keyOf: (directive: D) => readonly [where: string, name: string]
  /** The name of a line's first directive, in the same form. */
  readonly nameOf: (line: string) => string
  /** Undefined for a directive that changes no response, or was tested. */
  readonly untested: (directive: D) => Untested
}

/**
 * Marks each removed or substituted line whose effect on the route was therefore not tested.
 * @param holding the directives that apply to the route
 */
export function markUntested<D>(
  replaced: readonly Replacement[],
  holding: readonly D[],
  { keyOf, nameOf, untested }: UntestedIn<D>,
): readonly Replacement[] {
  const known = new Map(
    holding.flatMap((directive) => {
      const found = untested(directive)
      return found === undefined ? [] : [[keyOf(directive).join(' '), found] as const]
    }),
  )
  return replaced.map((one) => {
    const found = known.get(`${one.where} ${nameOf(one.was)}`)
    return found === undefined ? one : { ...one, untested: found }
  })
}

/** Names of directives → their module, for people. */
export type BodyFilters = readonly (readonly [names: RegExp, module: string])[]

/** The module of a directive that processes the body of a response, or decides when it is sent. */
export const bodyFilterOf = (filters: BodyFilters, name: string): string | undefined =>
  filters.find(([names]) => names.test(name))?.[1]
