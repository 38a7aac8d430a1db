/**
 * Guards that redirect cleartext requests to https://, or answer them with an error. They may have several steps: a variable that
 * depends on the scheme is set first, and compared later. Pure.
 */
import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import type { Site } from '../../harness/model/index.ts'
import { REPORTED_SCHEME, whyDropGuard } from '../_kit/tls-guards.ts'
import type { Directive } from './config.ts'
import { looksAt, type Names, spread } from './dependent-variables.ts'
import { directivesIn } from './layout.ts'

/** What depends on the connection itself, and what a proxy in front reports about the client's connection. */
const OWN = ['scheme', 'https', 'ssl_protocol', 'ssl_cipher', 'server_port']
const REPORTED = REPORTED_SCHEME.map((field) => `http_${field.toLowerCase().replaceAll('-', '_')}`)

interface Dependent {
  /** Variables that depend on the scheme of the connection. */
  readonly own: Names
  /** Variables that depend on the scheme that a proxy in front reports. */
  readonly reported: Names
}

/** @param all every directive of `http` */
function dependentIn(all: readonly Directive[]): Dependent {
  return { own: spread(all, (name) => OWN.includes(name)), reported: spread(all, (name) => REPORTED.includes(name)) }
}

/** An `if` that answers by itself: a redirect, or an error. */
const answers = ({ name, block = [] }: Directive): boolean =>
  name === 'if' &&
  block.some(
    ({ name, args }) =>
      name === 'return' ||
      (name === 'rewrite' && args.some(({ text }) => /^(https?:|\$scheme|redirect$|permanent$)/.test(text))),
  )

/**
 * Over a front without TLS such a guard would answer every request of the harness; one that relies on a proxy in front does so
 * over TLS too. Over TLS the guards of the connection stay: they let its requests pass.
 */
export function dropTlsGuards(http: readonly Directive[], site: Site, edits: ConfigEdits): void {
  const all = [...directivesIn(http)]
  const { own, reported } = dependentIn(all)
  for (const directive of all.filter(answers)) {
    const depends = { reported: looksAt(directive.args, reported), own: looksAt(directive.args, own) }
    const why = whyDropGuard(site, depends)
    if (why !== undefined) edits.drop(directive, why)
  }
}

const known = new WeakMap<readonly Directive[], ReadonlySet<Directive>>()

/** Every such guard, in no order: the harness passes each of them, here or over TLS. @param http what is directly in `http` */
export function tlsGuardsIn(http: readonly Directive[]): ReadonlySet<Directive> {
  const found = known.get(http)
  if (found) return found
  const all = [...directivesIn(http)]
  const { own, reported } = dependentIn(all)
  const guards = new Set(all.filter((one) => answers(one) && (looksAt(one.args, own) || looksAt(one.args, reported))))
  known.set(http, guards)
  return guards
}

/** Of servers that have a TLS listener, those that redirect or reject cleartext requests: they are tested over TLS only. */
export function needTls(servers: ReadonlySet<Directive>, http: readonly Directive[]): ReadonlySet<Directive> {
  const { own } = dependentIn([...directivesIn(http)])
  const isGuarded = ({ block = [] }: Directive): boolean =>
    [...directivesIn(block)].some((directive) => answers(directive) && looksAt(directive.args, own))
  return new Set([...servers].filter(isGuarded))
}
