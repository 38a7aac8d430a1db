/** Settings of a route whose value depends on what the client accepts: an EventSource gets one value, other clients another. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { kindOf } from './audit/directives.ts'
import type { Directive } from './config.ts'
import { variablesFor } from './request-variables.ts'
import { type Asked, type Route, STREAM } from './routes.ts'

/** These select the way of the request, which is followed already, or only affect what is written to a file. */
const NO_SETTING = /^(if|set|return|rewrite|location|error_page|try_files|access_log|log_format)$/

/** @param other the Accept header of any other client */
export function differingValues({ http, isTls }: Asked, { path, blocks }: Route, other: string): readonly Remark[] {
  const [own, others] = [STREAM, other].map((accept) => variablesFor(http, { path, isTls, accept }))
  const differing = (directive: Directive): Remark[] => {
    const text = [directive.name, ...directive.args.map(({ text }) => text)].join(' ')
    const [is, was] = [own, others].map((variables) => variables?.filled(text))
    if (is === undefined || was === undefined || is === was) return []
    const says = `\`${text}\` is \`${is}\` for an EventSource (Accept: ${STREAM}), as was tested, and \`${was}\` for any other client, such as fetch() without that header`
    return [{ where: whereOf(directive), says }]
  }
  return (
    blocks
      .flatMap(({ block = [] }) => block)
      // nginx refuses a variable in a directive that takes flags, numbers and keywords.
      .filter(({ name, block }) => block === undefined && !NO_SETTING.test(name) && kindOf(name) !== 'words')
      .flatMap(differing)
  )
}
