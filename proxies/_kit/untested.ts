/** What holds for a route, may change an answer on its way, and could not be tested. Pure. */
import type { Replacement } from '../../harness/model/index.ts'

type Untested = Replacement['untested']

/** How a product's language is read here. */
export interface UntestedIn<D> {
  /** A directive's place and name, as `nameOf` has it. */
  readonly keyOf: (directive: D) => readonly [where: string, name: string]
  /** The name of the directive that a line begins with, in the same form. */
  readonly nameOf: (line: string) => string
  /** Undefined for a directive that changes no answer, or was tested. */
  readonly untested: (directive: D) => Untested
}

/**
 * Says of each line that was left out or substituted whether what it does to the route is not tested therefore.
 * @param holding the directives that hold for the route
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

/** Names of directives → the module that has them, for people. */
export type BodyFilters = readonly (readonly [names: RegExp, module: string])[]

/** The module of a directive that sees the body of an answer, or decides when it is sent. */
export const bodyFilterOf = (filters: BodyFilters, name: string): string | undefined =>
  filters.find(([names]) => names.test(name))?.[1]
