/** The directives that a proxy reads from the written files: the audit follows includes as the proxy does, and accepts no other file. */

/** How a product's language includes files. */
export interface Includes<D> {
  /** The directives of a written file; undefined for any other file. */
  readonly read: (path: string) => readonly D[] | undefined
  /** The directive as the proxy reads it at this point, e.g. with the values of variables; called in the order of reading. */
  readonly asRead?: (directive: D) => D
  /** The path that a directive includes; undefined for a directive that includes nothing. */
  readonly pathOf: (directive: D) => string | undefined
  /** A file that belongs to the build. It is harmless and is not audited. */
  readonly isOfBuild: (path: string) => boolean
  readonly innerOf: (directive: D) => readonly D[] | undefined
  readonly withInner: (directive: D, inner: readonly D[]) => D
  /** For an include of any other file, and for a file that includes itself. */
  readonly refuse: (directive: D) => Error
}

/**
 * The directives of the main file, with those of each included file in place of the include.
 * @throws the error that `refuse` returns
 */
export function expandWritten<D>(main: string, language: Includes<D>): readonly D[] {
  const { read, asRead = (directive) => directive, pathOf, isOfBuild, innerOf, withInner, refuse } = language
  const expand = (directives: readonly D[], within: readonly string[]): readonly D[] =>
    directives.flatMap((each) => {
      const directive = asRead(each)
      const path = pathOf(directive)
      if (path !== undefined) {
        const included = within.includes(path) ? undefined : read(path)
        if (included !== undefined) return expand(included, [...within, path])
        if (isOfBuild(path)) return []
        throw refuse(directive)
      }
      const inner = innerOf(directive)
      return [inner === undefined ? directive : withInner(directive, expand(inner, within))]
    })
  return expand(read(main) ?? [], [main])
}
