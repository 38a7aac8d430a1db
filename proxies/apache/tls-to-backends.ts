/**
 * `SSLProxyEngine`: where it is off, which is the default, Apache answers each request for an https:// address with 500 and asks nobody.
 * Measured with 2.4.71: a virtual host's value wins over the main server's, that of a `<Proxy>` section is added to them, and a group's
 * servers get that of the virtual host that the request reached. Pure.
 */
import type { Candidate } from '../../harness/model/index.ts'
import { groupOf, membersOf } from './balancer-members.ts'
import { arg, type Directive } from './config.ts'
import { added, reworded, type Scope } from './scope.ts'
import type { Selected } from './select-server.ts'
import { walk, walkWithin } from './tree.ts'

const LINE = 'SSLProxyEngine On'
const ABOUT = {
  doc: 'mod/mod_ssl.html#sslproxyengine',
  why: 'Apache answers each request for an https:// address with 500 where SSLProxyEngine is off; with it, the name in the application’s certificate has to match, or SSLProxyCheckPeerName has to be off',
}

export const isTlsTarget = (target: string): boolean => /^(?:proxy:)?(?:unix:[^|]*\|)?(https|h2|wss):/i.test(target)

/** Whether the server that a request reached may speak TLS to an application. @param top with conditional sections */
export function mayUseTls(top: readonly Directive[], { virtual }: Pick<Selected, 'virtual'>): boolean {
  return isPiece(top) || switchesOf(top, virtual).isOn
}

/** Sections or single lines: the server that they belong to was not given. */
const isPiece = (top: readonly Directive[]): boolean =>
  ![...walk(top)].some(({ key }) => /^(virtualhost|listen|loadmodule)$/.test(key))

interface Switches {
  readonly isOn: boolean
  /** That decides, where one is written. */
  readonly line: Directive | undefined
}

/** What is in an `<IfModule>` counts: whoever writes it there has the module. */
function switchesOf(top: readonly Directive[], virtual: Directive | undefined): Switches {
  const all = [...walkWithin(top)].filter(
    ([{ key }, within]) => key === 'sslproxyengine' && !within.some(isNegatedCondition),
  )
  const isIn = (host: Directive | undefined) => (within: readonly Directive[]) => {
    const own = within.find(({ key }) => key === 'virtualhost')
    return host === undefined || own === undefined ? own === host : own.file === host.file && own.start === host.start
  }
  const [own, main] = [virtual, undefined].map((host) => all.filter(([, within]) => isIn(host)(within)))
  const holding = [...(main ?? []), ...(virtual === undefined ? [] : (own ?? []))]
  const ofSections = holding.filter(([, within]) => within.some(({ key }) => /^proxy(match)?$/.test(key)))
  const line = holding.filter((one) => !ofSections.includes(one)).at(-1)?.[0]
  return { line, isOn: [...ofSections.map(([one]) => one), ...(line ? [line] : [])].some(isOn) }
}

const isOn = (line: Directive): boolean => /^on$/i.test(arg(line))
const isNegatedCondition = (section: Directive): boolean => section.key === 'ifmodule' && arg(section).startsWith('!')

export function tlsSwitchedOn(scope: Scope): (Candidate | undefined)[] {
  const { route, levels, virtual } = scope.selected
  const all = levels.flat()
  const group = groupOf(route.target)
  const targets = group === undefined ? [route.target] : membersOf(group, all).map(({ word }) => word.text)
  if (!targets.some(isTlsTarget)) return []
  const top = virtual === undefined ? all : [virtual, ...(levels[1] ?? [])]
  const { line, isOn: isOnAlready } = switchesOf(top, virtual)
  if (isOnAlready) return []
  if (line !== undefined) return [reworded(scope, line, line, LINE, `set ${LINE}`, ABOUT)]
  const outer = all.find((one) => [...walk([one])].includes(route.directive))
  return outer === undefined ? [] : [added(scope, outer, LINE, 'SSLProxyEngine is not set: off is the default', ABOUT)]
}
