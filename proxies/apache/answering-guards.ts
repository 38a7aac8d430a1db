/** Access rules that refuse everybody: the harness leaves them as they are, so that they answer, and are the cause. Pure. */
import type { Failing, Guard } from '../../harness/model/index.ts'
import type { Directive } from './config.ts'
import { gone, type Scope } from './scope.ts'

const ADVICE = 'where clients may have the stream, let them in by `Require` in a `<Location>` of its own path'
const UNOPENED = ['delivery/live', 'post-stream/request', 'post-stream/method', 'llm/request', 'mcp/request']
const OBSERVED = ['no-stream', 'refused', 'never']
const ABOUT = { doc: 'mod/mod_authz_core.html#require', why: 'it refuses each request, before that is passed on' }

/** The guards for a test of the cause. */
export function answeringGuards(scope: Scope, { criterion, observed }: Failing): readonly Guard[] {
  if (!UNOPENED.includes(criterion) || !observed.some((one) => OBSERVED.includes(one))) return []
  const shut = scope.directives.filter(refusesAll)
  return shut.map((one) => ({ without: gone(scope, one, ABOUT), advice: ADVICE, endsObservations: OBSERVED }))
}

function refusesAll({ key, args }: Directive): boolean {
  const words = args.map(({ text }) => text.toLowerCase()).join(' ')
  return (key === 'require' && words === 'all denied') || (key === 'deny' && words === 'from all')
}
