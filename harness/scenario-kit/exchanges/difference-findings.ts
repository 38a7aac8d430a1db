/** Turns differences into findings: one for all steps, whose class is that of the first difference. Pure. */
import type { Finding, JudgedTrace } from '../../model/index.ts'
import { fail, isStalled, pass, stalled } from '../../trace/facts.ts'
import type { Difference } from './api-differences.ts'

/** @param same the class where there is no difference */
export function foundIn(
  trace: JudgedTrace,
  differences: readonly (Difference | undefined)[],
  { same, expected }: { readonly same: string; readonly expected: string },
): Finding {
  const found = differences.filter((one) => one !== undefined)
  const [first] = found
  if (first === undefined) return pass(same, { expected, actual: expected })
  if (first.inVain === true && isStalled(trace)) return stalled(first.evidence)
  const said = [...new Set(found.map(({ what }) => what))]
  const more = said.length > MAX_NAMED ? `; ${said.length - MAX_NAMED} more` : ''
  const actual = `${said.slice(0, MAX_NAMED).join('; ')}${more}`
  return fail(first.is, { expected, actual, evidence: found.flatMap(({ evidence }) => evidence) })
}

/** Maximum number of differences in one sentence. */
const MAX_NAMED = 4
