/** Which paths a virtual server proxies, and by which directive. */

import { samplePath } from '../../harness/sample-path.ts'
import { arg, type Directive } from './config.ts'

/** Stands for what a client asks for below a route's path. */
const BELOW = 'k3v9q7/stream'

interface Entry {
  /** ProxyPass, ProxyPassMatch or RewriteRule. */
  readonly directive: Directive
  /** A path, of which the entry answers everything below; or an expression. */
  readonly path: string | RegExp
  /** Where it passes to; `!`: nowhere. */
  readonly target: string
  /** In a Location, which comes before what is outside, and of which the last one holds. */
  readonly isInner: boolean
}

export interface Route {
  /** Ends in `/`, but for an expression that matches no longer path. */
  readonly path: string
  readonly directive: Directive
  readonly target: string
}

/**
 * The route for `/sse/` where that is proxied, else the first proxied one that has paths below it, else any.
 * @param directives the main server's and the virtual host's, in this order, without conditional sections
 */
export function routeOf(directives: readonly Directive[]): Route | undefined {
  const entries = entriesOf(directives)
  const routeAt = (asked: string, path: string): Route | undefined => {
    const matching = entries.filter((entry) => covers(entry, asked))
    const entry = matching.findLast(({ isInner }) => isInner) ?? matching[0]
    return entry === undefined || entry.target === '!'
      ? undefined
      : { path, directive: entry.directive, target: entry.target }
  }
  const samples = entries.map(({ path }) => (typeof path === 'string' ? path : samplePath(path)))
  for (const sample of ['/sse/', ...samples]) {
    const path = sample === undefined || sample.endsWith('/') ? sample : `${sample}/`
    const route = path && routeAt(path + BELOW, path)
    if (route) return route
  }
  for (const path of samples) {
    const route = path && routeAt(path, path)
    if (route) return route
  }
  return undefined
}

function entriesOf(directives: readonly Directive[], location?: string | RegExp): Entry[] {
  let conditions = 0
  return directives.flatMap((directive): Entry[] => {
    const { key, section } = directive
    const isInner = location !== undefined
    if (key === 'rewritecond') conditions++
    if (key === 'rewriterule') {
      const conditional = conditions > 0
      conditions = 0
      const flags = arg(directive, 2).replace(/[[\]]/g, '').split(',')
      const path = toRegExp(arg(directive), flags.includes('NC'))
      // Most conditions ask for a WebSocket upgrade or a host: not for a plain stream.
      if (conditional || !path || !flags.some((flag) => /^(P|proxy)$/i.test(flag))) return []
      return [{ directive, path, target: arg(directive, 1), isInner }]
    }
    if (key === 'proxypass' || key === 'proxypassmatch') {
      if (isInner) return [{ directive, path: location, target: arg(directive), isInner }]
      const path = key === 'proxypass' ? arg(directive) : toRegExp(arg(directive), false)
      return path ? [{ directive, path, target: arg(directive, 1), isInner }] : []
    }
    if (section === undefined || (key !== 'location' && key !== 'locationmatch')) return []
    const isMatch = key === 'locationmatch' || arg(directive) === '~'
    const path = isMatch ? toRegExp(directive.args.at(-1)?.text ?? '', false) : arg(directive)
    return path === undefined ? [] : entriesOf(section, path)
  })
}

function toRegExp(source: string, ignoreCase: boolean): RegExp | undefined {
  const inline = source.startsWith('(?i)')
  try {
    return new RegExp(inline ? source.slice(4) : source, ignoreCase || inline ? 'i' : '')
  } catch {
    return undefined
  }
}

/** `/a` answers `/a` and what is below; `/a/` only what is below. */
function covers({ path }: Entry, asked: string): boolean {
  if (typeof path !== 'string') return path.test(asked)
  return asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`)
}
