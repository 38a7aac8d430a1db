/** Directives that restrict access, limit, or redirect: never reported as a cause, and never removed. Pure. */
import { isSecurityLine } from '../../harness/config/remedy-rules.ts'
import type { Directive } from './config.ts'
import { type Texts, textOf } from './scope.ts'
import { walk } from './tree.ts'

/** At the start of a line. */
export const SECURITY_DIRECTIVES =
  /^<?(auth|allow|deny|satisfy|order|require|limit|ssl|modsecurity|sec[A-Z]|redirect|session|anonymous|oidc|mellon|cas|shib|gssapi|krb|ldap|qs_|dos|evasive|remoteip|proxyblock|proxyrequests|requestreadtimeout|httpprotocoloptions|traceenable|serversignature|servertokens|rewrite|options|usecanonicalname|proxypassreversecookie|setenvif|browsermatch|errordocument|if\b|else)/i

/** Also a section that has such a line in it. */
export const isSecurityDirective = (scope: Texts, directive: Directive): boolean =>
  [...walk([directive])].some((one) => isSecurityLine(textOf(scope, one), SECURITY_DIRECTIVES))
