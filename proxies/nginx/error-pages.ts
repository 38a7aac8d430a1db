/** `error_page` on the way to a route: without `=` the response keeps the status of the error. Pure. */

import { putInstead } from '../../harness/config/text-edits.ts'
import type { Candidate } from '../../harness/model/index.ts'
import type { Directive } from './config.ts'
import { nameOf } from './follow-request.ts'
import { type Scope, settingOf } from './scope.ts'

const ABOUT = {
  module: 'http_core',
  why: 'without `=` the application’s response is sent with the status of the error, which ends an EventSource',
}

/** The application's own status for each `error_page` that leads to the route. https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page */
export function ownStatus(scope: Scope): readonly Candidate[] {
  const last = scope.through.at(-1)
  if (last === undefined || scope.through.length < 2) return []
  const blocks = [...scope.through.map(({ block }) => block ?? []), ...scope.levels]
  const pages = [...new Set(blocks.flat())].filter(
    (one) => one.name === 'error_page' && isWithout(one) && leads(one, last),
  )
  return pages.map((page) => {
    const target = page.args.at(-1)
    const title = `put \`=\` in front of ${target?.text ?? ''} in \`error_page ${nameOf(page)}\``
    const change = target === undefined ? [] : [putInstead(target, `= ${target.text}`)]
    return {
      id: title,
      setting: settingOf(scope, page.name, ABOUT, page),
      change,
      originHeaders: [],
      title,
      why: ABOUT.why,
    }
  })
}

const isWithout = ({ args }: Directive): boolean => args.length > 1 && !args.some(({ text }) => text.startsWith('='))

/** To the location by its name, or to a path below it. */
function leads({ args }: Directive, location: Directive): boolean {
  const to = args.at(-1)?.text ?? ''
  const path = location.args.at(-1)?.text ?? ''
  return to === nameOf(location) || (path.startsWith('/') && to.startsWith(path))
}
