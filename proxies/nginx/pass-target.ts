/**
 * Where `proxy_pass` and similar directives lead: which part of a target is host and which is URI, and which targets reach only
 * the origin.
 */

import type { Address } from '../../harness/model/index.ts'
import { hostPort } from '../_kit/address.ts'

/** Variables of the request that start the rest of a target: none is a part of the host. */
const REST = String.raw`\$\{?(?:request_uri|uri|document_uri|is_args|args|query_string)\b`

/** Scheme, host (name, address, socket or variables) with its port, and the rest. */
const TARGET = new RegExp(
  String.raw`^(https?|\$\{?\w+\}?)://(unix:[^:]*:?|\[[^\]]*\](?::\d+)?|(?:(?!${REST})[^/?])+)(.*)$`,
  'is',
)

/** `http://host:port/rest`; undefined for what does not have this form. */
export function parseTarget(text: string): { readonly host: string; readonly rest: string } | undefined {
  const [, , host, rest = ''] = TARGET.exec(text) ?? []
  return host === undefined ? undefined : { host, rest }
}

/** The name of the variable that is the whole word. */
export const variableOf = (text: string): string | undefined =>
  /^\$(?:\{(\w+)\}|(\w+))$/.exec(text)?.slice(1).find(Boolean)

/** A port is at most 65535: another digit after a number larger than this makes it invalid. */
const LARGEST_THAT_GROWS = 6553

/** Whether an address stays the same whatever is appended: with any text that does not start with `/` or `?` its port is invalid. */
export const isUnextendable = ({ port }: Address): boolean => port > LARGEST_THAT_GROWS

/**
 * Whether the name of an upstream leads to this upstream or to nothing, whatever is appended: it is not the start of an address
 * (`127.0`), nor of `unix:`, and has no port. There is no resolver here that could resolve any other name.
 */
export const isPlainName = (name: string): boolean =>
  /^[\w.-]+$/.test(name) && /[^\d.]/.test(name) && !'unix'.startsWith(name.toLowerCase())

/** Whether a target leads to the origin, or to one of the upstreams given, at each request. */
export function reachesOrigin(target: string, backend: Address, upstreams: ReadonlySet<string>): boolean {
  const [, host = '', rest = ''] = /^http:\/\/(\[[^\]]*\][^/?$]*|[^/?$]*)(.*)$/s.exec(target) ?? []
  if (host === hostPort(backend)) return rest === '' || /^[/?]/.test(rest) || isUnextendable(backend)
  return upstreams.has(host) && isPlainName(host)
}
