/** The result of findings and test cases, as one of a few levels that have a sign, a word and a colour. Pure. */
import type { CellVerdict, CriterionVerdict, Grade } from '../../../../harness/model/index.ts'

export type Level = 'error' | 'refused' | 'fail' | 'warn' | 'unclear' | 'pass' | 'info' | 'none'

/** Worst first. */
export const LEVELS: readonly Level[] = ['error', 'refused', 'fail', 'warn', 'unclear', 'pass', 'info', 'none']

export const SIGNS: Readonly<Record<Level, string>> = {
  error: 'E',
  refused: '⊘',
  fail: '✗',
  warn: '!',
  unclear: '?',
  pass: '✓',
  info: 'i',
  none: '–',
}

export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  error: 'the harness failed',
  refused: 'configuration refused',
  fail: 'required criterion fails',
  warn: 'optional criterion fails',
  unclear: 'inconclusive',
  pass: 'pass',
  info: 'measured',
  none: 'not applicable',
}

/** Worst first. */
export const GRADES: readonly Grade[] = ['broken', 'refused', 'degraded', 'unknown', 'works']

export const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  works: 'works',
  degraded: 'degraded',
  broken: 'broken',
  refused: 'refused',
  unknown: 'not judged',
}

const RANK: Readonly<Record<Level, number>> = Object.fromEntries(
  LEVELS.map((level, index) => [level, index]),
) as Record<Level, number>

export const rankOf = (level: Level): number => RANK[level]

export const worse = (a: Level, b: Level): Level => (RANK[a] <= RANK[b] ? a : b)

export function levelOfFinding({ outcome, kind }: Pick<CriterionVerdict, 'outcome' | 'kind'>): Level {
  switch (outcome) {
    case 'fail':
      return kind === 'required' ? 'fail' : kind === 'optimal' ? 'warn' : 'info'
    case 'pass':
      return 'pass'
    case 'measured':
      return 'info'
    case 'noisy':
      return 'unclear'
    case 'not-applicable':
      return 'none'
  }
}

export function levelOfCell({ outcome, findings }: CellVerdict): Level {
  switch (outcome.state) {
    case 'complete':
      return findings.map(levelOfFinding).reduce(worse, 'none')
    case 'refused':
      return outcome.lacks === undefined ? 'refused' : 'none'
    case 'proxy-died':
      return 'fail'
    case 'broken':
      return 'error'
    case 'skipped':
      return 'none'
  }
}

/** Its level for a grade, which no product limitation lowers. */
export const levelForGrade = (cell: CellVerdict): Level =>
  levelOfCell({ ...cell, findings: cell.findings.filter((finding) => !isLimitation(finding)) })

const isLimitation = ({ outcome, kind, expectation }: CriterionVerdict): boolean =>
  outcome === 'fail' && kind === 'optimal' && expectation?.always === true

/** The grade by the shown test cases, under the rules of the report's own grades. */
export function gradeOf(levels: readonly Level[]): Grade {
  if (levels.includes('refused')) return 'refused'
  if (levels.includes('fail')) return 'broken'
  if (levels.includes('warn')) return 'degraded'
  return levels.includes('pass') ? 'works' : 'unknown'
}

/** Not as expect.yaml has it. */
export const isNews = ({ against }: Pick<CriterionVerdict, 'against'>): boolean =>
  against === 'worse' || against === 'better' || against === 'other'

/** The most important finding. */
export function worstFinding(findings: readonly CriterionVerdict[]): CriterionVerdict | undefined {
  return findings.toSorted((a, b) => RANK[levelOfFinding(a)] - RANK[levelOfFinding(b)])[0]
}
