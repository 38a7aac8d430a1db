/**
 * Lets every request in: access control does not change how a response is streamed, and the password files and authentication
 * services are not available here.
 */

import { type ConfigEdits, directive as written } from '../../harness/config/parsed-edits.ts'
import type { Directive } from './config.ts'

const ANYBODY = 'everybody is let in here'
const DROPPED =
  /^(auth\w*|authn\w*|authz\w*|oidc\w*|mellon\w*|shib\w*|cas\w*|krb\w*|gss\w*|session\w*|satisfy|anonymous\w*)$/
const ALL_GRANTED = written('Require', 'all', 'granted')
/** Of mod_access_compat: `Deny from all` without an `Allow` shuts a place, and stays. */
const SHUT = /^(from\s+)?all(\s+denied)?$/i

/** @param conditional inside of `<If>`, which is evaluated last: there the harness's own section has precedence */
export function openAccess(directives: readonly Directive[], edits: ConfigEdits, conditional = false): void {
  // A password lets in who is denied by address.
  const isAny = directives.some((one) => one.key === 'satisfy' && /^any$/i.test(one.args[0]?.text ?? ''))
  for (const directive of directives) {
    const { key, section } = directive
    const words = directive.args.map(({ text }) => text).join(' ')
    if (DROPPED.test(key)) edits.drop(directive, ANYBODY)
    else if (/^require(all|any|none)$/.test(key)) {
      if (conditional) edits.drop(directive, ANYBODY)
      else edits.replace(directive, ALL_GRANTED, ANYBODY)
    } else if (key === 'require') {
      if (conditional) edits.drop(directive, ANYBODY)
      else if (!/^all (granted|denied)$/i.test(words)) edits.replace(directive, ALL_GRANTED, ANYBODY)
    } else if (key === 'allow' && !SHUT.test(words))
      edits.replace(directive, written(directive.name, 'from', 'all'), ANYBODY)
    else if (key === 'deny' && (isAny || !SHUT.test(words))) edits.drop(directive, ANYBODY)
    else if (section) openAccess(section, edits, conditional || /^(if|elseif|else)$/.test(key))
  }
}
