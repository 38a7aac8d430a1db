/** Pages that `error_page` takes from files: none is served here, and an error without its page would have the status 404. */

import { type ConfigEdits, directive as written } from '../../harness/config/parsed-edits.ts'
import type { Directive } from './config.ts'
import { directivesIn } from './layout.ts'
import { serversIn } from './listen.ts'
import { choose, type Location, locationsIn } from './locations.ts'

/** A location with nothing but such lines serves a file. */
const OF_FILE =
  /^(root|alias|internal|add_header|expires|etag|default_type|types|charset|access_log|log_not_found|allow|deny|auth_basic|satisfy|ssi|sub_filter\w*|open_file_cache\w*)$/
const WHY = 'no files are served here: a page of the same status'

/** Behind `error_page` the response keeps the status of the error, whatever `return` says. */
export function replaceErrorPages(http: readonly Directive[], edits: ConfigEdits): void {
  const outside = pagesIn(http.filter(({ block }) => block === undefined))
  for (const { block = [] } of serversIn(http)) {
    const locations = locationsIn(block)
    const done = new Set<Directive>()
    for (const page of [...outside, ...pagesIn(directivesIn(block))]) {
      const found = choose(locations, page.replace(/\?.*$/s, ''))
      if (found === undefined || done.has(found.directive) || !isForPages(found)) continue
      done.add(found.directive)
      edits.insertFirst(found.directive, [written('return', '200', 'error page')], WHY)
    }
  }
}

/** The paths that they lead to. */
const pagesIn = (directives: Iterable<Directive>): readonly string[] =>
  [...directives].flatMap(({ name, args }) => {
    const page = name === 'error_page' ? args.at(-1)?.text : undefined
    return page?.startsWith('/') && !page.includes('$') ? [page] : []
  })

function isForPages({ kind, directive: { block = [] } }: Location): boolean {
  const isAlone = kind === 'exact' || block.some(({ name }) => name === 'internal')
  return isAlone && block.every(({ name }) => OF_FILE.test(name))
}
