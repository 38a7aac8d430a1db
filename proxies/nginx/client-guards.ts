/** An `if` that refuses clients without a token, a cookie, a certificate, or an address: see `_kit/client-guards.ts`. Pure. */
import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import { ANYBODY, isProof, isRedirect, isRefusal } from '../_kit/client-guards.ts'
import { type Directive, firstArg } from './config.ts'
import { looksAt, spread } from './dependent-variables.ts'
import { directivesIn } from './layout.ts'

const PROOF =
  /^(cookie_\w+|(binary_|realip_)?remote_addr|remote_user|proxy_protocol_addr|invalid_referer|secure_link(_expires)?|ssl_client_\w+|geoip2?_\w+|jwt_\w+)$/
/** A query proves something only to what refuses others: many a redirect depends on one. */
const QUERY = /^(arg_\w+|args|query_string)$/

const proves = (name: string): boolean =>
  name.startsWith('http_') ? isProof(name.slice(5).replaceAll('_', '-')) : PROOF.test(name)

const known = new WeakMap<readonly Directive[], ReadonlySet<Directive>>()

/** @param http what is directly in `http` */
export function clientGuardsIn(http: readonly Directive[]): ReadonlySet<Directive> {
  const found = known.get(http)
  if (found) return found
  const all = [...directivesIn(http)]
  const byProof = spread(all, proves)
  const byQuery = spread(all, (name) => proves(name) || QUERY.test(name))
  const guards = all.filter(
    (one) =>
      one.name === 'if' &&
      ((refuses(one) && looksAt(one.args, byQuery)) || (redirects(one) && looksAt(one.args, byProof))),
  )
  const set = new Set(guards)
  known.set(http, set)
  return set
}

export function dropClientGuards(http: readonly Directive[], edits: ConfigEdits): void {
  for (const guard of clientGuardsIn(http)) edits.drop(guard, ANYBODY)
}

/** What is done before the request goes elsewhere: a `return` behind `rewrite … last` answers nobody. */
function done({ block = [] }: Directive): readonly Directive[] {
  const end = block.findIndex(
    ({ name, args }) => name === 'break' || (name === 'rewrite' && /^(last|break)$/.test(args[2]?.text ?? '')),
  )
  return end < 0 ? block : block.slice(0, end)
}

const refuses = (guard: Directive): boolean =>
  done(guard).some((one) => one.name === 'return' && isRefusal(Number(firstArg(one))))

const redirects = (guard: Directive): boolean =>
  done(guard).some(
    (one) =>
      (one.name === 'return' && (isRedirect(Number(firstArg(one))) || /^(https?:|\$scheme)/.test(firstArg(one)))) ||
      (one.name === 'rewrite' && one.args.some(({ text }) => /^(https?:|\$scheme|redirect$|permanent$)/.test(text))),
  )
