/** What was not given or could not be run never makes a firm verdict: it decides the grade, and is listed under the headline. Pure. */
import type { Replacement } from '../../model/index.ts'
import type { Failure, RouteReport } from './report.ts'

/** A line for each, with its place. */
export const untestedIn = (replaced: readonly Replacement[]): string[] =>
  replaced.flatMap(({ where, untested }) => {
    if (untested === undefined) return []
    if (untested.kind === 'module')
      return [`${where}: ${untested.name} was not run here, and may change or delay the response body`]
    return [`${where}: this include was not provided; its contents may change the result: ${untested.name}`]
  })

/**
 * Without a module that sees the body nothing is called working. Without an include, what a default is to blame for is not called
 * broken: the include could set it.
 */
export function withDoubts(report: RouteReport): RouteReport {
  const { grade, headline, replaced, failing } = report
  const absent = (kind: 'include' | 'module'): string[] => {
    const places = new Map<string, string>()
    for (const { where, untested } of replaced)
      if (untested?.kind === kind && !places.has(untested.name)) places.set(untested.name, where)
    return [...places].map(([name, where]) => `${name} (${where})`)
  }
  const modules = absent('module')
  const includes = absent('include')
  const defaults = [...new Set(failing.flatMap(defaultsOf))]
  if (includes.length > 0 && defaults.length > 0 && grade === 'broken') {
    const what =
      includes.length === 1
        ? 'this include, which was not provided,'
        : 'one of these includes, which were not provided,'
    return unknown(
      report,
      `unless ${what} sets ${defaults.join(', ')}: ${includes.join(', ')}. ${without(includes)}: ${headline}`,
    )
  }
  if (modules.length > 0 && (grade === 'works' || grade === 'degraded')) {
    return unknown(
      report,
      `${modules.join(', ')} was not run here and may change or delay the response body. ${without(modules)}: ${headline}`,
    )
  }
  return report
}

/** Settings that are written nowhere, and make a required criterion fail. */
const defaultsOf = ({ kind, causes }: Failure): string[] =>
  kind === 'required' ? causes.flatMap(({ where, name }) => (where === undefined ? [name] : [])) : []

function unknown(report: RouteReport, headline: string): RouteReport {
  const [first, ...rest] = report.answers
  return {
    ...report,
    grade: 'unknown',
    headline,
    answers: first === undefined ? [] : [{ ...first, answer: `Unknown: ${headline}` }, ...rest],
  }
}

const without = (all: readonly string[]): string => (all.length === 1 ? 'Without it' : 'Without them')
