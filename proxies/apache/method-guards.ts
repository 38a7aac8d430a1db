/** Lines that refuse requests by their method: `<LimitExcept>`, `<Limit>` and AllowMethods. Pure. */
import type { Failing, Guard } from '../../harness/model/index.ts'
import type { Directive } from './config.ts'
import { gone, type Scope, sectionsOf, textOf } from './scope.ts'

const ADVICE = 'let it allow each method that the clients send: those of MCP send GET, POST and DELETE'
const UNOPENED = ['delivery/live', 'post-stream/request', 'post-stream/method', 'llm/request', 'mcp/request']
const OBSERVED = ['no-stream', 'refused', 'never']
const WHY = 'Apache answers requests with other methods itself'

/** The guards for a test of the cause. */
export function methodGuards(scope: Scope, { criterion, observed }: Failing): readonly Guard[] {
  if (!UNOPENED.includes(criterion) || !observed.some((one) => OBSERVED.includes(one))) return []
  const sections = [...sectionsOf(scope.selected)].filter(({ key }) => key === 'limitexcept' || key === 'limit')
  const lines = scope.directives.filter(({ key }) => key === 'allowmethods')
  return [
    ...sections.map((one) => guardOf(scope, one, `mod/core.html#${one.key}`)),
    ...lines.map((one) => guardOf(scope, one, 'mod/mod_allowmethods.html#allowmethods')),
  ]
}

function guardOf(scope: Scope, directive: Directive, doc: string): Guard {
  const without = gone(scope, directive, { doc, why: WHY })
  // Of a section its first line names it.
  const says = textOf(scope, { ...directive, ...directive.opening })
  return { without: { ...without, setting: { ...without.setting, says } }, advice: ADVICE, endsObservations: OBSERVED }
}
