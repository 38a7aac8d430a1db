/** Directives that restrict access, limit, or redirect: never reported as a cause, and never removed. Pure. */
import { isSecurityLine } from '../../harness/config/remedy-rules.ts'
import type { Directive } from './config.ts'
import { directivesIn } from './layout.ts'

/** At the start of a line. `SecRulesEnabled` and the like are of NAXSI. Response fields that a client needs tell nothing about the application. */
export const SECURITY_DIRECTIVES =
  /^(auth|allow|deny|satisfy|limit_|valid_referers|internal|ssl_|proxy_ssl_|secure_link|real_ip_|set_real_ip_from|client_max_body_size|client_(header|body)_timeout|large_client_header_buffers|server_tokens|proxy_cookie_(flags|domain|path)|proxy_hide_header(?!\s+["']?(content-type|retry-after|allow|mcp-[\w-]+)\b)|userid|dav_access|modsecurity|coraza|naxsi|SecRules|LearningMode|DeniedUrl|CheckRule|BasicRule|testcookie|access_by_lua|rewrite_by_lua|header_filter_by_lua|js_access|perl|auth_jwt|app_protect)/i

/** What an `if` may contain to decide whether a request is let through. */
const DECIDES = /^(return|rewrite|set|break|internal|proxy_pass|fastcgi_pass|uwsgi_pass|error_page)$/

/** Whether a line by itself decides about access: without it the configuration is a different one, not a repaired one. */
export const isDecision = ({ name }: Directive): boolean => DECIDES.test(name)

/** @param text the line as it is written */
export function isSecurityDirective(directive: Directive, text: string): boolean {
  if (isSecurityLine(text, SECURITY_DIRECTIVES)) return true
  const inner = [...directivesIn(directive.block ?? [])]
  return inner.some(
    (one) => isDecision(one) || isSecurityDirective(one, [one.name, ...one.args.map((arg) => arg.text)].join(' ')),
  )
}
