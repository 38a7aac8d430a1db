/** `maxattempts=` of a group: whether a request that failed is sent to another of its servers. Pure. */
import type { Candidate } from '../../harness/model/index.ts'
import { groupOf } from './balancer-members.ts'
import { arg, type Directive, type Word } from './config.ts'
import { changed, reworded, type Scope } from './scope.ts'
import { walk } from './tree.ts'

const KEY = 'maxattempts'
const ABOUT = {
  doc: 'mod/mod_proxy.html#proxypass',
  why: 'a request whose connection to one server breaks is sent again to another one of the group; mod_proxy_http2 does so after the response has begun too, and the client waits on. With one attempt, a request for a server that is down gets 503, and that server is left out for `retry=` seconds',
}
const COSTS = 'the further attempts of everything else that it serves'
const TITLE = `set ${KEY}=0`

/** One attempt for each request: where the number is written, else behind the group's address. */
export const oneAttempt = (scope: Scope): readonly Candidate[] =>
  attempts(scope).map((candidate) => ({ ...candidate, costs: COSTS }))

function attempts(scope: Scope): readonly Candidate[] {
  const { target, directive } = scope.selected.route
  const group = groupOf(target)
  if (group === undefined) return []
  const written = linesOf(group, scope.selected.levels.flat()).flatMap((line) =>
    line.args.filter(isSet).map((word) => ({ line, word })),
  )
  if (written.length > 0)
    return written.map(({ line, word }) =>
      reworded(scope, line, word, `${KEY}=0`, `${TITLE} in ${line.name} of ${group}`, ABOUT),
    )
  const last = directive.args.at(-1)
  if (!/^proxypass(match)?$/.test(directive.key) || last === undefined) return []
  const edit = { file: last.file, start: last.end, end: last.end, text: ` ${KEY}=0` }
  const found = changed(scope, directive, `${TITLE} in ${directive.name}`, [edit], ABOUT)
  const { where: _, ...setting } = found.setting
  return [
    {
      ...found,
      setting: {
        ...setting,
        name: KEY,
        says: `${KEY}= is not set: one less than the group has servers is the default`,
      },
    },
  ]
}

const isSet = ({ text }: Word): boolean => text.toLowerCase().startsWith(`${KEY}=`)

/** Each line that sets parameters of the group: ProxyPass, ProxySet with its name, and ProxySet in its section. */
const linesOf = (group: string, top: readonly Directive[]): Directive[] =>
  [...walk(top)].flatMap((one) => {
    if (one.section !== undefined)
      return groupOf(arg(one)) === group ? one.section.filter(({ key }) => key === 'proxyset') : []
    const isOf = one.args.some(({ text }) => groupOf(text) === group)
    return isOf && /^proxy(set|pass|passmatch)$/.test(one.key) ? [one] : []
  })
