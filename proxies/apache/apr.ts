/** How APR, the library that Apache waits with, handles a time limit. */

import type { BuildFacts, Ms } from '../../harness/model/index.ts'

/** As `apache2 -V` prints it. */
const LOADED = /^Server loaded:\s+APR (\d+\.\d+\.\d+)/m
/** Those that count a limit in microseconds in a signed number of 32 bits: https://github.com/apache/apr/pull/62 */
const OVERFLOWING = ['1.7.5', '1.7.6']
const WRAP = 2 ** 32

/** The version of APR, where the build counts so that limits above 2147 s overflow; else undefined. */
export function overflowingApr(build: BuildFacts): string | undefined {
  const version = LOADED.exec(build.report)?.[1]
  return version !== undefined && OVERFLOWING.includes(version) ? version : undefined
}

/** The time after which a limit of `ms` takes effect; undefined for never. */
export function effective(ms: Ms, build: BuildFacts): Ms | undefined {
  if (overflowingApr(build) === undefined) return ms
  const rest = (ms * 1000) % WRAP
  return rest >= WRAP / 2 ? undefined : rest / 1000
}
