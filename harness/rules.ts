/** Remedies as rows of a table: which criterion, which classes, which change. Pure. */
import type { Candidate, Failing } from './model.ts'

export interface Rule<Scope> {
  /** `<scenario>/<criterion>`, or `<scenario>/*`. */
  readonly for: readonly string[]
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

function fits({ for: criteria, classes }: Rule<never>, { criterion, observed }: Failing): boolean {
  const scenario = criterion.split('/')[0]
  const isMeant = criteria.some((one) => one === criterion || one === `${scenario}/*`)
  return isMeant && (classes === undefined || observed.length === 0 || observed.some((one) => classes.includes(one)))
}

/** Lines that keep somebody out, or a browser safe: never proposed to be taken out, whatever they turn. */
export const guards = (says: string): boolean =>
  /^(auth|allow|deny|satisfy|order|require|limit|valid_referers|internal|ssl|modsecurity|sec[A-Z])/i.test(says) ||
  /\b(X-Content-Type-Options|X-Frame-Options|X-XSS-Protection|Strict-Transport-Security|Content-Security-Policy|Referrer-Policy|Permissions-Policy|Cross-Origin-\w+-Policy|Set-Cookie|Access-Control-[\w-]+)\b/i.test(
    says,
  )

export const distinct = (candidates: readonly Candidate[]): Candidate[] => [
  ...new Map(candidates.map((one) => [one.id, one])).values(),
]
