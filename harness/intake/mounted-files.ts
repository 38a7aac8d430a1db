/**
 * Files under the names that they have in a container: there their includes name them. Read off a compose file beside the configuration
 * or in the folder above, and a Dockerfile beside it; also the image that runs it.
 */
import { basename, dirname, posix, resolve } from 'node:path'
import { findIncluded, folderOf, isMask } from '../config/find-included.ts'
import type { ConfigLanguage } from '../model/index.ts'
import { imageInCompose, isOfProxy, type Mount, mountsInCompose } from './compose.ts'
import { baseInDockerfile, copiesInDockerfile } from './dockerfile.ts'
import { isKept } from './files.ts'
import { composeAbove, composeIn, isWithinOneAnother, readBeside } from './values-beside.ts'

/** More than a container has; each file is compared with each of them. */
const MAX_MOUNTS = 200
/** Further names of one file. */
const MAX_NAMES = 8

export interface Mounted {
  /** The main file by its name in the container; undefined where none has such a name. */
  main(keys: readonly string[], isMain: (name: string) => boolean): string | undefined
  /** Further names of a file. @param main key of the main file: includes relative to it start in its folder */
  names(key: string, main: string | undefined): readonly string[]
}

/** @param top folder of the files, and of what says where they are in the container; else no file has another name */
export function readMounts(top: string, languages: readonly ConfigLanguage[]): Mounted {
  const images = languages.flatMap(({ imageNames }) => imageNames)
  const mounts: readonly Mount[] = [
    ...mountsInCompose(composeIn(top)?.text ?? '', images).slice(0, MAX_MOUNTS),
    ...mountsFromAbove(top, images).slice(0, MAX_MOUNTS),
    ...copiesInDockerfile(readBeside(top, 'Dockerfile')).slice(0, MAX_MOUNTS),
  ].map((mount) => ({
    ...mount,
    source: posix.normalize(mount.source).replace(/\/$/, ''),
    target: posix.normalize(mount.target),
  }))
  const targetsOf = (key: string): readonly string[] =>
    mounts.flatMap(({ source, target, intoFolder }) => {
      const isOwn = isMask(source) ? findIncluded({ [key]: '' }, '', source, []).files.length > 0 : key === source
      if (isOwn) return [intoFolder ? posix.join(target, posix.basename(key)) : target]
      const front = source === '.' ? '' : `${source}/`
      return key.startsWith(front) ? [posix.join(target, key.slice(front.length))] : []
    })
  return {
    main: (keys, isMain) => keys.find((key) => targetsOf(key).some((target) => isMain(posix.basename(target)))),
    names(key, main) {
      if (key === main) return []
      const [home] = main === undefined ? [] : targetsOf(main)
      const all = targetsOf(key).flatMap((target) => {
        const isInHome = home !== undefined && target.startsWith(folderOf(home))
        return [target.slice(1), ...(isInHome ? [folderOf(main ?? '') + target.slice(folderOf(home).length)] : [])]
      })
      return all.filter(isKept).slice(0, MAX_NAMES)
    },
  }
}

/** Those of the folder above's compose file, of this folder or what is in it. */
function mountsFromAbove(top: string, images: readonly string[]): readonly Mount[] {
  const own = basename(top)
  return mountsInCompose(composeAbove(top)?.text ?? '', images).flatMap(({ source, target }) => {
    const inside = posix.relative(own, posix.normalize(source))
    if (posix.isAbsolute(source) || !/^\.{1,2}(\/|$)/.test(source)) return []
    if (inside === '..') return [{ source: '.', target: posix.join(target, own) }]
    return inside.startsWith('../') ? [] : [{ source: inside === '' ? '.' : inside, target }]
  })
}

export interface ImageBeside {
  readonly image: string
  /** The file that names it, relative to the configuration's folder. */
  readonly file: string
}

/** The image that runs the configuration: of a compose file that mounts or builds it, or of a Dockerfile beside it. */
export function imageBeside(top: string, images: readonly string[]): ImageBeside | undefined {
  const [own, above] = [composeIn(top), composeAbove(top)]
  const folder = own === undefined ? dirname(top) : top
  const isOurs = (path: string): boolean => isWithinOneAnother(resolve(folder, path), top, folder)
  const compose = own ?? above
  const image = compose && imageInCompose(compose.text, images, isOurs)
  if (compose !== undefined && image !== undefined && REFERENCE.test(image)) return { image, file: compose.name }
  const base = baseInDockerfile(readBeside(top, 'Dockerfile'))
  if (base === undefined || !isOfProxy(base, images) || !REFERENCE.test(base)) return undefined
  return { image: base, file: 'Dockerfile' }
}

/** It is printed as a part of a command. */
const REFERENCE = /^\w[\w./:@-]*$/

/** With their further names, unless another file has such a name. */
export function withNames<T>(
  entries: readonly (readonly [key: string, T])[],
  namesOf: (key: string) => readonly string[],
): readonly (readonly [key: string, T])[] {
  const known = new Set(entries.map(([key]) => key))
  return [...entries, ...entries.flatMap(([key, one]) => namesOf(key).map((name) => [name, one] as const))].filter(
    ([key], at) => at < entries.length || !known.has(key),
  )
}

/** Each file by one name: by a further one where only that is included. */
export function onlyNeeded<T extends object>(
  files: Readonly<Record<string, T>>,
  namesOf: (key: string) => readonly string[],
  included: ReadonlySet<string>,
): Readonly<Record<string, T>> {
  const dropped = new Set<string>()
  for (const key of Object.keys(files)) {
    const others = namesOf(key).filter((name) => files[name] === files[key] && name !== key)
    const [needed] = included.has(key) ? [] : others.filter((name) => included.has(name))
    if (needed !== undefined) dropped.add(key)
    for (const name of others) if (name !== needed) dropped.add(name)
  }
  return Object.fromEntries(Object.entries(files).filter(([key]) => !dropped.has(key)))
}
