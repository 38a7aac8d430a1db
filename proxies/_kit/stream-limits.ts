/** Limits of how many streams there may be at once, as a configuration is read for them. Pure. */
import type { ConfigTree } from '../../harness/model/index.ts'

export const SIDE_BY_SIDE = 'the harness asks much side by side'

/** More than is ever opened here: as a limit's value it shows that the limit decided. */
export const PLENTY = 4096

/** What is read of every file that can be read; `prepare` says why another one cannot. */
export const readable = <D>(config: ConfigTree, read: (text: string, file: string) => Iterable<D>): D[] =>
  Object.entries(config).flatMap(([file, text]) => {
    try {
      return [...read(text, file)]
    } catch {
      return []
    }
  })

/** The tightest first; one that the files do not tell comes last. */
export const tightestFirst = <L extends { readonly streams?: number }>(limits: readonly L[]): L[] =>
  [...limits].sort((a, b) => (a.streams ?? PLENTY) - (b.streams ?? PLENTY))

/** Of a limit of streams on each connection. */
export const ONE_CONNECTION =
  'over HTTP/2 a browser opens all streams of a site on one connection, and those beyond the limit wait'

export const announcedBy = (product: string): string => `${product} announces it, and a client sends no more`
