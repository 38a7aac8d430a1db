/** The files that a Dockerfile puts into its image, from the folder that it is in. Pure. */
import { posix } from 'node:path'
import type { Mount } from './compose.ts'

/** Longer than anybody writes one. */
const MAX = 100_000

/** `COPY` and `ADD` of files beside it; not of another image, of a URL, or to a path relative to its working directory. */
export function copiesInDockerfile(text: string): readonly Mount[] {
  const lines = text
    .slice(0, MAX)
    .replace(/\\\r?\n/g, ' ')
    .split('\n')
  return lines.flatMap((line): readonly Mount[] => {
    const [, rest = ''] = /^[ \t]*(?:COPY|ADD)[ \t]+(\S.*)$/i.exec(line) ?? []
    const words = rest.replace(/^\[|\][ \t\r]*$/g, '').split(/[\s,]+/)
    const paths = words.filter((word) => !word.startsWith('--')).map((word) => word.replace(/^["']|["']$/g, ''))
    const target = paths.filter(Boolean).at(-1)
    const sources = paths.filter(Boolean).slice(0, -1)
    if (target === undefined || !target.startsWith('/') || words.some((word) => word.startsWith('--from'))) return []
    return sources.flatMap((source) =>
      /^\w+:\/\//.test(source)
        ? []
        : [{ source: source.replace(/^\/+/, './'), target, intoFolder: sources.length > 1 || isFolder(target) }],
    )
  })
}

/** What its last stage starts from. */
export const baseInDockerfile = (text: string): string | undefined =>
  [...text.slice(0, MAX).matchAll(/^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)/gim)].at(-1)?.[1]

/** Of a path in the image: `conf.d/`, `conf.d`, and a name without an ending. */
const isFolder = (path: string): boolean => path.endsWith('/') || /\.d$|^[^.]+$/.test(posix.basename(path))
