/** What was not given or could not be run never allows a firm verdict: it affects the grade, and is listed under the headline. Pure. */
import type { Replacement } from '../../model/index.ts'
import type { Failure, RouteReport } from './report.ts'

type Kind = NonNullable<Replacement['untested']>['kind']

/** One line for each, with its place. */
export const untestedIn = (replaced: readonly Replacement[]): string[] =>
  replaced.flatMap(({ where, untested }) => {
    if (untested === undefined) return []
    if (untested.kind === 'module')
      return [`${where}: ${untested.name} was not run here, and may change or delay the response body`]
    if (untested.kind === 'protocol')
      return [`${where}: ${untested.name} was not tested, and this server listens for nothing else`]
    // That a variable has no value is listed for all of them.
    if (untested.kind === 'value') return []
    if (untested.kind === 'servers')
      return [`${where}: no line of what was given adds a server to ${untested.name}: tested with the test upstream`]
    return [`${where}: this include was not provided; its contents may change the result: ${untested.name}`]
  })

/**
 * A route that is reached over a protocol that was not tested has no verdict, and none that works has one whose servers were not given.
 * If a module that modifies the body is missing, no route is reported as working. If an include is missing, a failure caused by a
 * default is not reported as broken, because the include may set it.
 */
export function withDoubts(report: RouteReport): RouteReport {
  const { grade, headline, replaced, failing } = report
  const absent = (kind: Kind): string[] => {
    const places = new Map<string, string>()
    for (const { where, untested } of replaced)
      if (untested?.kind === kind && !places.has(untested.name)) places.set(untested.name, where)
    return [...places].map(([name, where]) => `${name} (${where})`)
  }
  const [protocol] = absent('protocol')
  const isFirm = grade === 'works' || grade === 'degraded' || grade === 'broken'
  if (protocol !== undefined && isFirm) {
    return unknown(report, `this server listens for ${protocol} only, which was not tested. Over HTTP/1.1: ${headline}`)
  }
  const [servers] = absent('servers')
  if (servers !== undefined && (grade === 'works' || grade === 'degraded')) {
    return unknown(
      report,
      `unless a file that was not given adds a server to ${servers}, the proxy answers each request with an error. With one: ${headline}`,
    )
  }
  const modules = absent('module')
  const includes = absent('include')
  const defaults = [...new Set(failing.flatMap(defaultsOf))]
  const value = replaced.find(({ where, untested }) => untested?.kind === 'value' && isBlamed(failing, where))
  if (value !== undefined && grade === 'broken') {
    return unknown(
      report,
      `\`${value.untested?.name}\` (${value.where}) has no value, so that the default was tested: give one with --env. With the default: ${headline}`,
    )
  }
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

const isBlamed = (failing: readonly Failure[], place: string): boolean =>
  failing.some(({ kind, causes }) => kind === 'required' && causes.some(({ where }) => where === place))

/** Default settings that make a required criterion fail. */
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
