/** Remedies as rows of a table: which criterion, which classes, which change. Pure. */
import type { Candidate, CriterionPattern, Failing } from '../model/index.ts'

export interface Rule<Scope> {
  readonly for: readonly CriterionPattern[]
  /** Undefined: whatever was observed. */
  readonly classes?: readonly string[]
  /** The changes, best first; none where the configuration has it that way already. */
  readonly cures: (scope: Scope) => readonly (Candidate | undefined)[]
}

/** Changes for a failing criterion, in the table's order. A criterion that no row knows gets every row: one may help. */
export function curesFor<Scope>(rules: readonly Rule<Scope>[], scope: Scope, failing: Failing): Candidate[] {
  const fitting = rules.filter((rule) => fits(rule, failing))
  const cures = (fitting.length > 0 ? fitting : rules).flatMap((rule) => rule.cures(scope))
  return distinct(cures.filter((cure) => cure !== undefined))
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

/** Response headers that protect browsers, whichever product adds them. */
const PROTECTIVE_HEADER =
  /\b(X-Content-Type-Options|X-Frame-Options|X-XSS-Protection|Strict-Transport-Security|Content-Security-Policy|Referrer-Policy|Permissions-Policy|Cross-Origin-\w+-Policy|Set-Cookie|Access-Control-[\w-]+)\b/i

/** Request headers that say who somebody is, or where from: applications let people in by them. */
const IDENTITY_HEADER =
  /\b(Authorization|Proxy-Authorization|Cookie|Origin|Referer|X-Real-IP|X-Forwarded-[\w-]+|Forwarded|X-(Auth|Api|Access|CSRF|XSRF|Client|Remote|User|SSL|Webauth|Token)[\w-]*|Remote-User|REMOTE_USER)\b/i

/**
 * True for a line that restricts access, protects a browser, or says who asks. No remedy removes one, whatever else it changes.
 * @param directives the product's directives that do so, at the start of a line
 */
export const isSecurityLine = (line: string, directives: RegExp): boolean =>
  directives.test(line) || PROTECTIVE_HEADER.test(line) || IDENTITY_HEADER.test(line)

export const distinct = (candidates: readonly Candidate[]): Candidate[] => [
  ...new Map(candidates.map((one) => [one.id, one])).values(),
]
