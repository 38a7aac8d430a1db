/** A virtual host as a request reaches it, and the directives that hold for it. Pure. */

import { oncePerObject } from '../_kit/once-per-object.ts'
import type { ReachedServer } from '../_kit/select-server.ts'
import type { Directive } from './config.ts'

/** A virtual host at one of its ports, as a request reaches it; or the main server, whose index is -1. */
export interface Reached extends ReachedServer {
  /** Undefined for the main server. */
  readonly virtual: Directive | undefined
  /** What holds: the virtual host's own directives, then the main server's. */
  readonly levels: readonly (readonly Directive[])[]
}

/** The name in the Host field of the requests that are tested; undefined where any leads there. */
export const askedBy = ({ host }: Reached): string | undefined => (host === '' ? undefined : host)

/** The main server's, then the virtual host's own. */
export const directivesFor = oncePerObject(({ levels, virtual }: Reached): readonly Directive[] => {
  const [own = [], main = []] = levels
  if (virtual === undefined) return own
  const isRule = ({ key }: Directive): boolean => key === 'rewriterule' || key === 'rewritecond'
  const rules = main.filter(isRule)
  const others = main.filter((each) => !isRule(each))
  const inherits = inheritanceOf(own, main)
  if (inherits === 'before') return [...others, ...rules, ...own]
  return inherits === 'after' ? [...others, ...own, ...rules] : [...others, ...own]
})

/** Whether a virtual host has the rewrite rules of the main server too. https://httpd.apache.org/docs/2.4/mod/mod_rewrite.html#rewriteoptions */
function inheritanceOf(own: readonly Directive[], main: readonly Directive[]): 'before' | 'after' | undefined {
  const words = (level: readonly Directive[]) =>
    level
      .filter(({ key }) => key === 'rewriteoptions')
      .flatMap(({ args }) => args.map(({ text }) => text.toLowerCase()))
  const [here, above] = [words(own), words(main)]
  if (here.includes('inheritbefore') || (above.includes('inheritdownbefore') && !here.includes('ignoreinherit')))
    return 'before'
  return here.includes('inherit') || (above.includes('inheritdown') && !here.includes('ignoreinherit'))
    ? 'after'
    : undefined
}
