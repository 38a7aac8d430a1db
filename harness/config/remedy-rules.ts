/** Remedies as rows of a table: criterion, classes, changes. Pure. */
import type { Candidate, CriterionPattern, Failing } from '../model/index.ts'

export interface Rule<Scope> {
  readonly for: readonly CriterionPattern[]
  /** Undefined: any class. */
  readonly classes?: readonly string[]
  /** The changes, in order of preference; empty where the configuration already has them. */
  readonly remedies: (scope: Scope) => readonly (Candidate | undefined)[]
}

/**
 * Changes for a failing criterion, in the table's order. A criterion that is in no row gets the changes of all rows: one of them
 * may help.
 */
export function curesFor<Scope>(rules: readonly Rule<Scope>[], scope: Scope, failing: Failing): Candidate[] {
  const fitting = rules.filter((rule) => fits(rule, failing))
  const remedies = (fitting.length > 0 ? fitting : rules).flatMap((rule) => rule.remedies(scope))
  return distinct(remedies.filter((cure) => cure !== undefined))
}

/** @param criterion `<scenario>/<criterion>` */
function isAmong(criteria: readonly CriterionPattern[], criterion: string): boolean {
  const scenario = criterion.split('/')[0]
  return criteria.some((one) => one === criterion || one === `${scenario}/*`)
}

function fits({ for: criteria, classes }: Rule<never>, { criterion, observed }: Failing): boolean {
  return (
    isAmong(criteria, criterion) &&
    (classes === undefined || observed.length === 0 || observed.some((one) => classes.includes(one)))
  )
}

/** Response headers that protect browsers, for all products. */
const PROTECTIVE_HEADER =
  /\b(X-Content-Type-Options|X-Frame-Options|X-XSS-Protection|Strict-Transport-Security|Content-Security-Policy|Referrer-Policy|Permissions-Policy|Cross-Origin-\w+-Policy|Set-Cookie|Access-Control-[\w-]+)\b/i

/** Request headers with a client's identity or address: applications grant access by them. */
const IDENTITY_HEADER =
  /\b(Authorization|Proxy-Authorization|Cookie|Origin|Referer|X-Real-IP|X-Forwarded-[\w-]+|Forwarded|X-(Auth|Api|Access|CSRF|XSRF|Client|Remote|User|SSL|Webauth|Token)[\w-]*|Remote-User|REMOTE_USER)\b/i

/**
 * True for a line that restricts access, protects a browser, or identifies a client. No remedy removes such a line, whatever else
 * it changes.
 * @param directives matches the product's directives that do this, at the start of a line
 */
export const isSecurityLine = (line: string, directives: RegExp): boolean =>
  directives.test(line) || PROTECTIVE_HEADER.test(line) || IDENTITY_HEADER.test(line)

export const distinct = (candidates: readonly Candidate[]): Candidate[] => [
  ...new Map(candidates.map((one) => [one.id, one])).values(),
]
