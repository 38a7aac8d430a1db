/** Where Apache passes requests to: an address of the harness's, or a group that has only such members, and nothing that is made up later. */

import { arg, type Directive } from '../config.ts'
import { passesOn } from '../routes.ts'

export interface Targets {
  /** `host:port`, in lower case: every way in which the origin's address is written. */
  readonly backends: ReadonlySet<string>
  /** `balancer://name`, in lower case. */
  readonly groups: ReadonlySet<string>
}

/** In these a directive passes on what the section is for. */
const PATHS = /^((location|directory|files|proxy)(match)?|if|elseif|else)$/
const PARAMETER = /^(nocanon|interpolate|noquery|\w+=[^\n]*)$/i

/** @param within the sections around it */
export function isAllowedPassing(directive: Directive, within: readonly Directive[], targets: Targets): boolean {
  const words = directive.args.map(({ text }) => text)
  const isTarget = (word = '', variables = false): boolean => allows(word, targets, variables)
  const areParameters = (from: number): boolean => words.slice(from).every((word) => PARAMETER.test(word))
  switch (directive.key) {
    case 'proxypass':
    case 'proxypassmatch': {
      const inSection = within.some(({ key }) => PATHS.test(key))
      const at = inSection ? 0 : words[0] === '~' ? 2 : 1
      const hasGroups = directive.key === 'proxypassmatch' || words[0] === '~'
      return words[at] === undefined || ((words[at] === '!' || isTarget(words[at], hasGroups)) && areParameters(at + 1))
    }
    case 'balancermember': {
      const at = /^balancer:/i.test(words[0] ?? '') ? 1 : 0
      return (at === 0 || isTarget(words[0])) && isMember(words[at], targets) && areParameters(at + 1)
    }
    case 'proxyset':
      return words.every((word, at) => (at === 0 && isTarget(word)) || PARAMETER.test(word))
    case 'proxy':
      // A name with no parameters only chooses requests.
      return words.length === 1 ? !/^unix:/i.test(words[0] ?? '') : isTarget(words[0]) && areParameters(1)
    case 'sethandler':
      return isTarget((words[0] ?? '').replace(/^proxy:/i, ''))
    case 'rewriterule':
      return !passesOn(directive) || isTarget(arg(directive, 1), true)
    default:
      return true
  }
}

const isMember = (word = '', targets: Targets): boolean => !/^balancer:/i.test(word) && allows(word, targets, false)

/** The address, then nothing, a path, or what is known to begin with a slash. See backends.ts, which writes it. */
function allows(word: string, { backends, groups }: Targets, variables: boolean): boolean {
  const [, address = '', rest = ''] = /^((?:https?|wss?|balancer):\/\/[^/$%]+)(.*)$/is.exec(word) ?? []
  const [, host = ''] = /^(?:https?|wss?):\/\/(.*)$/is.exec(address) ?? []
  const isKnown = backends.has(host.toLowerCase()) || groups.has(address.toLowerCase())
  if (!isKnown) return false
  if (rest === '' || rest.startsWith('/')) return true
  return variables && (/^%\{REQUEST_URI\}/.test(rest) || /^\$\d(\/.*)?$/s.test(rest))
}
