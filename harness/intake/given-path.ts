/** What the user passes as a path: refused before it is read where it cannot be a configuration. */
import { readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type Adapter, SseCompatError } from '../model/index.ts'
import { ARCHIVES } from './known-formats.ts'
import { hasEntry } from './link-target.ts'
import { adviceForAddress } from './other-formats.ts'

export const isUrl = (path: string, adapters: readonly Adapter[]): SseCompatError =>
  new SseCompatError('other-format', `${path} is an address, and check takes files`, {
    advice: adviceForAddress(adapters),
  })

/** Before any of them is tested, which takes long. @throws SseCompatError `no-such-file`, `bad-file` */
export function requirePaths(paths: readonly string[]): void {
  for (const path of paths) if (!isAddress(path)) statOf(resolve(path), path)
}

export const isAddress = (path: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(path)

export function statOf(path: string, given: string) {
  try {
    return statSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES') throw new SseCompatError('bad-file', `${given} may not be read by this user`)
    if (code === 'ELOOP') throw new SseCompatError('bad-file', `${given} is a link that leads to itself`)
    throw new SseCompatError('no-such-file', `there is no file or folder ${given}`, {
      advice: `the nearest folder that exists is ${nearestFolder(path)}`,
    })
  }
}

/** Of a path that does not exist. */
function nearestFolder(path: string): string {
  const folder = dirname(path)
  return folder === path || statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
    ? folder
    : nearestFolder(folder)
}

/** Reading there may block or reveal facts about this machine, and no user's configuration is there. */
export function refuseKernels(path: string, given: string): void {
  if (/^\/(proc|sys|dev)(\/|$)/.test(realpathSync(path)))
    throw new SseCompatError('bad-file', `${given} is the system’s own, and no configuration`)
}

/**
 * A folder with nothing but settings that a product reads for the files in it.
 * @param path as it was given
 * @param folder absolute
 * @throws SseCompatError `unknown-product`
 */
export function refuseFolderSettings(path: string, folder: string, adapters: readonly Adapter[]): void {
  for (const { folderSettings: settings } of adapters) {
    if (settings === undefined || !hasEntry(join(folder, settings.file))) continue
    throw new SseCompatError(
      'unknown-product',
      `there is no configuration but this file, which cannot be tested alone: ${settings.says}`,
      { where: join(path, settings.file), advice: settings.instead },
    )
  }
}

/** A file, or all that is in a folder. @throws SseCompatError `bad-file` */
export function refuseArchives(given: string, isFolder: boolean): void {
  const names = isFolder ? readdirSync(given) : [basename(given)]
  const [first = ''] = names
  if (!names.every((name) => ARCHIVES.test(name))) return
  throw new SseCompatError('bad-file', `${first} is an archive`, { advice: 'unpack it, and give the folder' })
}
