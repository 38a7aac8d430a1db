/**
 * `proxy_http_version 2`, which nginx has from 1.29.4 on. An older build that was chosen here, because none is installed, would
 * refuse a configuration that its own nginx accepts. Pure.
 */

import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import type { BuildFacts } from '../../harness/model/index.ts'
import { type Directive, firstArg } from './config.ts'
import { isAtLeast } from './version.ts'

/** http://nginx.org/en/CHANGES */
const SINCE = '1.29.4'
const NAME = 'proxy_http_version'

/**
 * The line by which a place speaks HTTP/2 to its upstream, where this build cannot. The installed nginx is the one that is asked,
 * and what it refuses is refused.
 * @param levels innermost first
 */
export function tooNewFor(
  build: BuildFacts,
  levels: readonly (readonly Directive[])[],
): { readonly line: Directive; readonly says: string } | undefined {
  if (build.source === 'path' || isAtLeast(build, SINCE)) return undefined
  const line = levels.map((level) => level.find(({ name }) => name === NAME)).find((one) => one !== undefined)
  if (line === undefined || !isHttp2(line)) return undefined
  return {
    line,
    says: `nginx speaks HTTP/2 to the application from ${SINCE} on, and ${build.version} would be run here: a newer build can be named with --build`,
  }
}

/** Without these lines the other places can be tested. */
export function dropTooNew(all: Iterable<Directive>, build: BuildFacts, edits: ConfigEdits): void {
  if (build.source === 'path' || isAtLeast(build, SINCE)) return
  for (const directive of all)
    if (directive.name === NAME && isHttp2(directive))
      edits.drop(directive, `nginx has it from ${SINCE} on; what it holds for is not tested`)
}

const isHttp2 = (directive: Directive): boolean => firstArg(directive) === '2'
