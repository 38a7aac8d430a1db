/**
 * Guards that reject cleartext requests, by a redirect to https:// or an error. They would reject every request of the harness:
 * over a cleartext front, and over TLS too where they depend on a header field of another proxy in front.
 */

import type { Site } from '../../harness/model/index.ts'

const CLEARTEXT = 'the harness talks cleartext to the proxy'
const NOBODY_BEFORE = 'the harness talks to the proxy itself: nobody stands before it who would say X-Forwarded-Proto'

/** Request header fields in which a proxy in front reports the scheme of the client's connection. */
export const REPORTED_SCHEME: readonly string[] = [
  'X-Forwarded-Proto',
  'X-Forwarded-SSL',
  'X-Forwarded-Scheme',
  'X-Forwarded-Protocol',
  'X-Forwarded-Port',
  'X-Scheme',
  'X-Url-Scheme',
  'Front-End-Https',
  'CF-Visitor',
  'CloudFront-Forwarded-Proto',
]

/** What the condition of a guard depends on. */
export interface DependsOn {
  /** On the scheme that a proxy in front reports. */
  readonly reported: boolean
  /** On the scheme of the connection itself. */
  readonly own: boolean
}

/** Why a guard is dropped for a site; undefined where it is kept, because it accepts the harness's requests. */
export function whyDropGuard({ tls }: Pick<Site, 'tls'>, { reported, own }: DependsOn): string | undefined {
  if (reported) return NOBODY_BEFORE
  return tls === undefined && own ? CLEARTEXT : undefined
}

/** Maximum number of variables that depend on each other. */
const MAX_STEPS = 10

/**
 * Variables may depend on the scheme through other variables: repeats a step until it finds no more names.
 * @param names receives the names that a step finds
 */
export function learnNames(names: Set<string>, step: (learn: (name: string) => void) => void): void {
  for (let count = 0, before = -1; count < MAX_STEPS && before < names.size; count += 1) {
    before = names.size
    step((name) => names.add(name.toLowerCase()))
  }
}
