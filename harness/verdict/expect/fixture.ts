/** Hand-made verdicts for tests of the code that reads verdicts. */
import type { CellVerdict, CriterionVerdict } from '../../model/index.ts'

export function finding(criterion: string, observed: string, rest: Partial<CriterionVerdict> = {}): CriterionVerdict {
  return {
    criterion,
    kind: 'required',
    title: `About ${criterion}.`,
    outcome: 'fail',
    observed,
    expected: 'live',
    actual: observed,
    measures: {},
    evidence: [],
    against: 'unlisted',
    ...rest,
  }
}

export function passed(criterion: string, rest: Partial<CriterionVerdict> = {}): CriterionVerdict {
  return finding(criterion, 'live', { outcome: 'pass', ...rest })
}

export function cell(rest: Partial<CellVerdict> = {}): CellVerdict {
  const base = {
    scenario: 'delivery',
    axes: { origin: 'chunked' },
    proxy: 'nginx',
    profile: 'defaults',
    build: 'nginx-1.26.3-debian-trixie',
    runtime: 'local' as const,
    ...rest,
  }
  const question = [base.proxy, base.profile, base.scenario, ...Object.values(base.axes)].join('/')
  const id = `${question}@${base.build}@${base.runtime}`
  return {
    cell: id,
    question,
    outcome: { state: 'complete' },
    findings: [],
    earlierTries: 0,
    took: 20,
    trace: `traces/${id.replaceAll('/', '_')}.jsonl`,
    ...base,
  }
}
