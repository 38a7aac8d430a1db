/** The directives that hold for a route, the one that wins first. Pure. */

import { requestPath } from '../_kit/route-paths.ts'
import type { Directive } from './config.ts'
import { isBelow, withinOf } from './places.ts'
import type { Selected } from './select-server.ts'

/**
 * Sections for the path come after everything outside of them, the virtual host's after the main server's, and of each the last one wins:
 * https://httpd.apache.org/docs/2.4/sections.html#merging. Without sections of which only a request shows whether they hold.
 */
export function innermostFirst({ levels, route }: Pick<Selected, 'levels' | 'route'>): readonly Directive[] {
  const asked = requestPath(route.path)
  const sections = [...levels].reverse().flatMap((level) => level.filter((one) => isFor(one, asked)))
  const outside = levels.flatMap((level) => level.filter(({ section }) => section === undefined).reverse())
  return [...sections.reverse().flatMap(({ section = [] }) => [...section].reverse()), ...outside]
}

function isFor(section: Directive, asked: string): boolean {
  if (section.key !== 'location' && section.key !== 'locationmatch') return false
  const within = withinOf(section)
  return within !== undefined && isBelow(within, asked)
}
