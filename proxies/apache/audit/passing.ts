/** Where Apache passes requests to: an address of the harness, or a group that has only such members; no target is computed at run time. */

import { isCapturedPath, takesQuery } from '../captured-path.ts'
import { arg, type Directive } from '../config.ts'
import { passesOn } from '../places.ts'

export interface Targets {
  /** `host:port`, in lower case: every way in which the origin's address is written. */
  readonly backends: ReadonlySet<string>
  /** `balancer://name`, in lower case. */
  readonly groups: ReadonlySet<string>
}

/** In these sections a directive passes on what the section matches. */
const PATHS = /^((location|directory|files|proxy)(match)?|if|elseif|else)$/
const PARAMETER = /^(nocanon|interpolate|noquery|\w+=[^\n]*)$/i

/** @param within the sections around it */
export function isAllowedPassing(directive: Directive, within: readonly Directive[], targets: Targets): boolean {
  const words = directive.args.map(({ text }) => text)
  const isTarget = (word = ''): boolean =>
    allows(word, targets, (rest) => {
      if (rest === '') return !takesQuery(directive)
      return isCapturedPath(rest, directive, within) || isRequestUri(rest, directive)
    })
  const areParameters = (from: number): boolean => words.slice(from).every((word) => PARAMETER.test(word))
  switch (directive.key) {
    case 'proxypass':
    case 'proxypassmatch': {
      const inSection = within.some(({ key }) => PATHS.test(key))
      // With a path in a section that is for a path already, Apache rejects the configuration with its own message.
      const at = inSection && !/^[/^]/.test(words[0] ?? '') ? 0 : words[0] === '~' ? 2 : 1
      return words[at] === undefined || ((words[at] === '!' || isTarget(words[at])) && areParameters(at + 1))
    }
    case 'balancermember': {
      const at = /^balancer:/i.test(words[0] ?? '') ? 1 : 0
      return (at === 0 || isTarget(words[0])) && isMember(words[at], targets) && areParameters(at + 1)
    }
    case 'proxyset':
      return words.every((word, at) => (at === 0 && isTarget(word)) || PARAMETER.test(word))
    case 'proxy':
      // A name without parameters only matches requests.
      return words.length === 1 ? !/^unix:/i.test(words[0] ?? '') : isTarget(words[0]) && areParameters(1)
    case 'sethandler':
      // Any other name is one of a module's handlers: see handlers.ts.
      return !/^proxy:/i.test(words[0] ?? '') || isTarget((words[0] ?? '').replace(/^proxy:/i, ''))
    case 'rewriterule':
      return !passesOn(directive) || isTarget(arg(directive, 1))
    default:
      return true
  }
}

const isMember = (word = '', targets: Targets): boolean =>
  !/^balancer:/i.test(word) && allows(word, targets, (rest) => rest === '')

/** mod_rewrite's variable for the path of a request: it begins with a slash. */
const isRequestUri = (rest: string, { key }: Directive): boolean =>
  key === 'rewriterule' && /^%\{REQUEST_URI\}/.test(rest)

/** Apache before 2.4.49 looks for it anywhere in a target: https://httpd.apache.org/security/vulnerabilities_24.html#CVE-2021-40438 */
const NAMES_A_SOCKET = /unix:.*\|/is

/**
 * The address, then nothing, a path, or what is known to begin with a slash. See backends.ts, which writes it.
 * @param isPath whether any other rest is empty or a path for every request
 */
function allows(word: string, { backends, groups }: Targets, isPath: (rest: string) => boolean): boolean {
  const [, address = '', rest = ''] = /^((?:https?|h2c|wss?|balancer):\/\/[^/$%]+)(.*)$/is.exec(word) ?? []
  const [, host = ''] = /^(?:https?|h2c|wss?):\/\/(.*)$/is.exec(address) ?? []
  const isKnown = backends.has(host.toLowerCase()) || groups.has(address.toLowerCase())
  if (!isKnown || NAMES_A_SOCKET.test(rest)) return false
  return rest.startsWith('/') || isPath(rest)
}
