/**
 * GitLab's code quality report, a subset of Code Climate's. Pure.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
import { createHash } from 'node:crypto'
import { visible, visibleJson } from '../../harness/redact/visible-characters.ts'
import type { Outcome, Problem } from './outcome.ts'

interface Issue {
  readonly description: string
  readonly check_name: string
  readonly fingerprint: string
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker'
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } }
}

/** @param file named where a problem has no place of its own: GitLab refuses an entry without one */
export function codeQuality({ problems }: Pick<Outcome, 'problems'>, file: string): string {
  return `${visibleJson(
    JSON.stringify(
      problems.map((one) => issue(one, file)),
      null,
      2,
    ),
  )}\n`
}

function issue({ level, rule, title, message, place, identity, expected }: Problem, file: string): Issue {
  const counted = level === 'error' ? 'major' : 'minor'
  return {
    description: visible(`${title}: ${message.replaceAll('\n', ' ')}`),
    check_name: visible(rule),
    fingerprint: fingerprintOf(identity),
    severity: expected === undefined ? counted : 'info',
    location: { path: (place?.file ?? file).replace(/^\.\//, ''), lines: { begin: place?.line ?? 1 } },
  }
}

/** A digest that is the same for the same problem. */
export const fingerprintOf = (identity: string): string => createHash('sha256').update(identity).digest('hex')
