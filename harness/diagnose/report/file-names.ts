/** File names as the user would write them: relative to the current folder when the user gave a relative path, else absolute. */
import { existsSync, realpathSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { SseCompatError } from '../../model/index.ts'

export interface Names {
  /** For `<file>` or `<file>:<line>` of the tree; any other text is kept. */
  named(where: string): string
  /** The same for each `(<file>:<line>)` in a sentence. */
  inText(text: string): string
  /** The name in a diff's header, without `a/`; see `applies`. */
  inDiff(file: string): string
  /** The command that accepts a diff on its standard input. */
  readonly applies: string
}

/** The same as data, for the files of one configuration, so that another process can name them. */
export interface NamesTable {
  /** File of the tree → its names; anything else stays as it is. */
  readonly files: Readonly<Record<string, { readonly named: string; readonly inDiff: string }>>
  readonly applies: string
}

export const tableOf = ({ named, inDiff, applies }: Names, files: readonly string[]): NamesTable => ({
  files: Object.fromEntries(files.map((file) => [file, { named: named(file), inDiff: inDiff(file) }])),
  applies,
})

export function namesIn({ files, applies }: NamesTable): Names {
  const known = (file: string) => (Object.hasOwn(files, file) ? files[file] : undefined)
  const named = (where: string): string => {
    const [, file = where, line = ''] = /^(.*?)(:\d+)?$/.exec(where) ?? []
    const name = known(file)?.named
    return name === undefined ? where : `${name}${line}`
  }
  return { named, inText: inTextBy(named), inDiff: (file) => known(file)?.inDiff ?? file, applies }
}

const inTextBy =
  (named: (where: string) => string) =>
  (text: string): string =>
    text.replace(/\(([^()]+:\d+)\)/g, (_, where: string) => `(${named(where)})`)

export interface Given {
  /** As the user typed it. */
  readonly path: string
  /** The folder that the tree was read from, absolute. */
  readonly top: string
  /** Paths of the tree's files, after following links. */
  readonly files: Readonly<Record<string, { readonly path: string }>>
}

/** @param from the folder that the user's path is relative to */
export function namesOf({ path, top, files }: Given, from = process.cwd()): Names {
  const real = existsSync(top) ? realpathSync(top) : top
  const typed = isAbsolute(path)
  const base = typed ? '/' : (/^(?:\.\.(?:\/|$))*/.exec(slashed(relative(from, top)))?.[0].replace(/\/$/, '') ?? '')

  /** The file itself, below the folder as typed, because a link cannot be patched. */
  function itself(file: string): string {
    const path = Object.hasOwn(files, file) ? files[file]?.path : undefined
    if (path === undefined) return join(top, file)
    return path.startsWith(`${real}${sep}`) ? join(top, relative(real, path)) : path
  }
  /** The file's path in the tree, where it exists there under that name. */
  const place = (file: string): string => (existsSync(join(top, file)) ? join(top, file) : itself(file))
  const shown = (whole: string): string => (typed ? whole : slashed(relative(from, whole)))

  function named(where: string): string {
    const [, file = where, line = ''] = /^(.*?)(:\d+)?$/.exec(where) ?? []
    const whole = isAbsolute(file) || file === '' ? '' : place(file)
    return existsSync(whole) ? `${shown(whole)}${line}` : where
  }

  return {
    named,
    inText: inTextBy(named),
    inDiff: (file) => slashed(relative(resolve(from, base), itself(file))),
    applies: base === '' ? 'patch -p1' : `patch -p1 -d ${base}`,
  }
}

/** Names of files that were given on standard input: the paths on their original machine; a single text has none. */
export function namesOfInput(files: Readonly<Record<string, { readonly path: string }>>, hasPaths: boolean): Names {
  const table = Object.fromEntries(
    Object.entries(files).map(([key, { path }]) => [
      key,
      { named: path, inDiff: hasPaths ? path.replace(/^\//, '') : 'stdin' },
    ]),
  )
  return namesIn({ files: table, applies: hasPaths ? 'patch -p1 -d /' : 'patch FILE' })
}

const slashed = (path: string): string => path.split(sep).join('/')

/** The same error with the file as the user typed it. */
export function renamed(error: unknown, { named }: Pick<Names, 'named'>): unknown {
  if (!(error instanceof SseCompatError) || error.where === undefined) return error
  const { code, message, where, advice, cause } = error
  return new SseCompatError(code, message, {
    where: named(where),
    ...(advice === undefined ? {} : { advice }),
    ...(cause === undefined ? {} : { cause }),
  })
}

/** A note that begins with a file of the tree. */
export function renamedNote(note: string, { named }: Pick<Names, 'named'>): string {
  const [, file, rest] = /^(.+?)(: .*)$/.exec(note) ?? []
  return file === undefined ? note : `${named(file)}${rest}`
}
