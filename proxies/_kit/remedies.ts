/**
 * The part of remedies that is the same for all products: parse the configuration, find what applies to the route, and apply the
 * product's table.
 */

import { curesFor, type Rule } from '../../harness/config/remedy-rules.ts'
import type {
  BuildFacts,
  Candidate,
  Change,
  ConfigTree,
  Failing,
  Ms,
  Myth,
  PrepareOptions,
  Remedies,
  Setting,
  Situation,
  StreamLimits,
  Timer,
} from '../../harness/model/index.ts'

/** A product's part. @typeParam S what applies to a route @typeParam D a directive */
export interface RemedyParts<S, D> {
  /** Undefined where the configuration cannot be parsed, or nothing proxies. */
  readonly scopeOf: (situation: Situation) => S | undefined
  readonly rules: readonly Rule<S>[]
  readonly probes: (scope: S) => readonly Candidate[]
  readonly application: (scope: S, failing: Failing) => readonly Candidate[]
  readonly shortened: (scope: S, timer: Timer, ms: Ms) => Candidate | undefined
  readonly streamLimits: (scope: S, isTls: boolean) => StreamLimits
  readonly narrowed: (scope: S, items: readonly Candidate[], path: string) => Change | undefined
  readonly rateLimits: (scope: S) => readonly Setting[]
  readonly myths: (scope: S, build: BuildFacts) => readonly Myth[]
  /** Every directive of one file, outer ones first. */
  readonly directivesIn: (text: string, file: string) => readonly D[]
  /** Whether a rejection is about this directive of its line, by the words of the message. Absent: not known. */
  readonly isMeant?: (directive: D, message: string) => boolean
  /** Removes a directive that the product refuses; undefined for a security directive or one that decides about requests. */
  readonly refused: (directive: D, tree: ConfigTree) => Candidate | undefined
}

export type SharedRemedies = Required<
  Pick<
    Remedies,
    | 'candidates'
    | 'probes'
    | 'application'
    | 'shortened'
    | 'without'
    | 'streamLimits'
    | 'narrowed'
    | 'rateLimits'
    | 'myths'
  >
>

export function remediesOf<S, D extends { readonly line: number; readonly endLine?: number }>(
  parts: RemedyParts<S, D>,
): SharedRemedies {
  const within = <R>(situation: Situation, use: (scope: S) => R): R | undefined => {
    const scope = parts.scopeOf(situation)
    return scope === undefined ? undefined : use(scope)
  }
  return {
    candidates: (situation, failing) => within(situation, (scope) => curesFor(parts.rules, scope, failing)) ?? [],
    probes: (situation) => within(situation, parts.probes) ?? [],
    application: (situation, failing) => within(situation, (scope) => parts.application(scope, failing)) ?? [],
    shortened: (situation, timer, ms) => within(situation, (scope) => parts.shortened(scope, timer, ms)),
    without({ config }, where, message) {
      const [, file = '', line] = /^(.*):(\d+)$/.exec(where) ?? []
      const text = config[file]
      const found = text === undefined ? [] : parts.directivesIn(text, file)
      const begin = found.filter((one) => one.line === Number(line))
      // A directive over several lines may be reported at its last line.
      const there = begin.length > 0 ? begin : found.filter((one) => one.endLine === Number(line))
      const meant = there.findLast((one) => message !== undefined && parts.isMeant?.(one, message))
      // Else the innermost one.
      const directive = meant ?? there.at(-1)
      return directive && parts.refused(directive, config)
    },
    streamLimits: (situation) => within(situation, (scope) => parts.streamLimits(scope, situation.tls === true)),
    narrowed: (situation, items, path) => within(situation, (scope) => parts.narrowed(scope, items, path)),
    rateLimits: (situation) => within(situation, parts.rateLimits) ?? [],
    myths: (situation) => within(situation, (scope) => parts.myths(scope, situation.build)) ?? [],
  }
}

/** The route of a situation, as options for `prepare`. */
export const optionsOf = ({ path, host, server, tls }: Situation): PrepareOptions => ({
  ...(path === undefined ? {} : { path }),
  ...(host === undefined ? {} : { host }),
  ...(server === undefined ? {} : { server }),
  ...(tls === undefined ? {} : { tls }),
})
