/** Limits of the number of concurrent streams, from the configuration. Pure. */
import type { ConfigTree } from '../../harness/model/index.ts'

export const SIDE_BY_SIDE = 'the harness asks much side by side'

/** More than the harness ever opens: with this value a limit has no effect, which shows whether it was the effective one. */
export const PLENTY = 4096

/** The directives of every file that can be parsed; `prepare` reports why another file cannot. */
export const readable = <D>(config: ConfigTree, read: (text: string, file: string) => Iterable<D>): D[] =>
  Object.entries(config).flatMap(([file, text]) => {
    try {
      return [...read(text, file)]
    } catch {
      return []
    }
  })

/** Lowest limit first; limits that the files do not determine come last. */
export const tightestFirst = <L extends { readonly streams?: number }>(limits: readonly L[]): L[] =>
  [...limits].sort((a, b) => (a.streams ?? PLENTY) - (b.streams ?? PLENTY))

/** Text for a limit of streams on each connection. */
export const ONE_CONNECTION =
  'over HTTP/2 a browser opens all streams of a site on one connection, and those beyond the limit wait'

export const announcedBy = (product: string): string => `${product} announces it, and a client sends no more`
