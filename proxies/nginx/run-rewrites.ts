/** The effect of the rewrite module's directives on one request. http://nginx.org/en/docs/http/ngx_http_rewrite_module.html */

import { replaceBounded } from '../../harness/config/replace-bounded.ts'
import { execute, readRegExp } from '../../harness/config/safe-regexp.ts'
import { whereOf } from '../_kit/directive.ts'
import type { Directive } from './config.ts'
import { holds } from './if-conditions.ts'
import type { Variables } from './request-variables.ts'

export interface Rewritten {
  readonly path: string
  /** The path was changed, so the location is selected again. */
  readonly searches: boolean
  /** `if` blocks that were entered, in their order. */
  readonly entered: readonly Directive[]
  /** Processing ends here: a `return`, or a `rewrite` that redirects the client. */
  readonly answer?: { readonly status: number; readonly by: Directive }
}

/**
 * In their order, those of the `if` blocks whose condition holds at that point.
 * @param skipped `if` blocks that are removed before the configuration runs
 * @throws SseCompatError `too-large` where values grow beyond all bounds
 */
export function runRewrites(
  block: readonly Directive[],
  from: string,
  variables: Variables,
  skipped: ReadonlySet<Directive>,
): Rewritten {
  const entered: Directive[] = []
  let path = from
  let searches = false
  let answer: Rewritten['answer']
  run(block)
  return { path, searches, entered, ...(answer === undefined ? {} : { answer }) }

  /** @returns whether the directives after it are skipped */
  function run(directives: readonly Directive[]): boolean {
    return directives.some((directive) => {
      const { name, args, block } = directive
      if (name === 'set')
        variables.set((args[0]?.text ?? '').slice(1), variables.filled(args[1]?.text ?? '', whereOf(directive)))
      if (name === 'break') {
        searches = false
        return true
      }
      if (name === 'return') {
        const status = Number(args[0]?.text)
        answer = { status: Number.isInteger(status) ? status : 302, by: directive }
        return true
      }
      if (name === 'if' && !skipped.has(directive) && holds(directive, variables)) {
        entered.push(directive)
        return run(block ?? [])
      }
      return name === 'rewrite' && rewrite(directive)
    })
  }

  function rewrite(directive: Directive): boolean {
    const [pattern, replacement, flag] = directive.args.map(({ text }) => text)
    const regex = readRegExp(pattern ?? '', false)
    const match = regex && execute(regex, path)
    if (!match || replacement === undefined) return false
    if (/^(https?:\/\/|\$scheme)/.test(replacement) || flag === 'redirect' || flag === 'permanent') {
      answer = { status: flag === 'permanent' ? 301 : 302, by: directive }
      return true
    }
    const to = replaceBounded(
      replacement,
      /\$(?:(\d)|\{?(\w+)\}?)/g,
      (_, digit, name) => (digit === undefined ? (variables.value(name ?? '') ?? '') : (match[Number(digit)] ?? '')),
      whereOf(directive),
    )
    path = to.replace(/\?.*$/s, '')
    searches = flag !== 'break'
    variables.set('uri', path)
    return flag === 'break' || flag === 'last'
  }
}
