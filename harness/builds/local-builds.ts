/** Builds that run as processes on this machine: those on PATH or named in the environment, and unpacked roots. */

import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { listRoots, rootLoader } from '../debian/debian-root.mjs'
import { type Adapter, SseCompatError } from '../model/index.ts'
import type { Candidate } from './probe-build.ts'

/** Folders of system services, which are often not on the PATH of users other than root. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/opt/homebrew/bin', '/usr/local/bin']

/** `SSE_COMPAT_NGINX=/opt/nginx/sbin/nginx` selects the executable of one product. */
function environmentName(product: string): string {
  return `SSE_COMPAT_${product.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`
}

/**
 * The product's executable on this system: named in the environment, else the first on PATH.
 * @throws SseCompatError `no-build` where the environment names a file that cannot be executed
 */
export function pathCandidate(adapter: Adapter): Candidate | undefined {
  const variable = environmentName(adapter.product)
  const named = process.env[variable]
  if (named && !runnable(named)) {
    throw new SseCompatError('no-build', `${variable} names ${named}, which is no executable file`, {
      advice: `correct ${variable}, or unset it`,
    })
  }
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...SYSTEM_FOLDERS]
  const executable =
    named ||
    adapter.executables
      .flatMap((name) => (isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name))))
      .find(runnable)
  if (!executable) return undefined
  const origin = named ? `${executable}, named by ${variable}` : executable
  return { source: 'path', tag: 'path', origin, executable, loader: [], prefix: '' }
}

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The folder of unpacked packages. @param cache see `Ground` */
export function rootsFolder(cache: string): string {
  return join(cache, 'roots')
}

/** In the name of a root's folder, between the suite and packages beyond the usual ones. */
export const WITH = '+'

/**
 * The product's executable in each unpacked root.
 * @param name of a root with additional packages; absent: only roots without them
 */
export function rootCandidates(
  adapter: Adapter,
  cache: string,
  name?: string,
): (Candidate & { readonly suite: string })[] {
  const roots = listRoots(rootsFolder(cache))
  const chosen = roots.filter(({ suite }) => (name === undefined ? !suite.includes(WITH) : suite === name))
  return chosen.flatMap(({ suite, folder, system }) => {
    const executable = adapter.executables
      .flatMap((name) => ['usr/sbin', 'usr/bin'].map((bin) => join(folder, bin, name)))
      .find((file) => existsSync(file))
    const loader = rootLoader(folder)
    if (executable === undefined || loader.length === 0) return []
    const tag = `${system.toLowerCase()}-${suite}`
    const origin = `${system} ${suite.split(WITH).join(' and ')} packages, unpacked`
    return [{ source: 'root' as const, tag, origin, executable, loader, prefix: folder, suite }]
  })
}
