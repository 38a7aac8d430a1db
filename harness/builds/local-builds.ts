/** Builds that run as processes of this machine: what is on PATH or named by environment, and unpacked roots. */

import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { listRoots, rootLoader } from '../debian/debian-root.mjs'
import { type Adapter, SseCompatError } from '../model/index.ts'
import type { Candidate } from './probe-build.ts'

/** Where system services live; often not on the PATH of somebody who is not root. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/opt/homebrew/bin', '/usr/local/bin']

/** `SSE_COMPAT_NGINX=/opt/nginx/sbin/nginx` names the executable of one product. */
function environmentName(product: string): string {
  return `SSE_COMPAT_${product.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`
}

/**
 * The product's executable on this system: named by environment, else the first on PATH.
 * @throws SseCompatError `no-build` where the environment names what cannot be run
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

/** Between a suite and the packages that a root has besides the usual ones, in the name of its folder. */
export const WITH = '+'

/**
 * The product's executable in each unpacked root.
 * @param name one that has more packages than usual; without it there are none of these
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
