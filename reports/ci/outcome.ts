/** What a run or a check found, in the terms that CI systems share: test cases in suites, and problems at places of files. */
import type { Ms } from '../../harness/model/index.ts'

export interface Outcome {
  /** E.g. `sse-compat check app.conf`. */
  readonly title: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly suites: readonly Suite[]
  /** Errors first, then warnings. */
  readonly problems: readonly Problem[]
}

export interface Suite {
  readonly name: string
  readonly cases: readonly TestCase[]
}

export interface TestCase {
  readonly suite: string
  readonly name: string
  readonly took?: Ms
  /** `error`: it could not be judged, for a fault of the harness. `skipped`: inconclusive, not applicable, or known to fail. */
  readonly result: 'pass' | 'fail' | 'error' | 'skipped'
  /** One line; '' for a pass. */
  readonly message: string
  /** Details of a failure, or notes on a pass; may have several lines. */
  readonly detail: string
}

export interface Place {
  readonly file: string
  /** From 1. */
  readonly line: number
}

export interface Problem {
  readonly level: 'error' | 'warning'
  /** `<scenario>/<criterion>`, or the kind of problem: `state`, `stale-expectation`. */
  readonly rule: string
  /** What the rule requires, in one sentence. */
  readonly requires: string
  /** A few words. */
  readonly title: string
  /** One paragraph a line. */
  readonly message: string
  readonly place?: Place
  /** Other lines that contribute. */
  readonly related: readonly Place[]
  /** Address of the documentation of the setting. */
  readonly doc?: string
  /** The same for the same problem in another version of the files: no line numbers, no measured numbers. */
  readonly identity: string
  /** The problem is listed as expected: it is reported, and does not count. */
  readonly expected?: string
}

/** `file:line`; undefined for anything else, e.g. `default`. */
export function placeOf(where: string | undefined): Place | undefined {
  const [, file, line] = /^(.+):(\d+)$/s.exec(where ?? '') ?? []
  return file === undefined ? undefined : { file, line: Math.max(1, Number(line)) }
}

/** Errors first; of several with one identity, each further one gets a number. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const seen = new Map<string, number>()
  return [
    ...problems.filter(({ level }) => level === 'error'),
    ...problems.filter(({ level }) => level === 'warning'),
  ].map((problem) => {
    const times = (seen.get(problem.identity) ?? 0) + 1
    seen.set(problem.identity, times)
    return times === 1 ? problem : { ...problem, identity: `${problem.identity}\n#${times}` }
  })
}
