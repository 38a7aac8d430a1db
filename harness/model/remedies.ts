/** What a product implements to find the cause of a finding, and a change that fixes it. */
import type { Front, HeaderField, Ms } from './names.ts'
import type { BuildFacts, ConfigTree, ServerPlace, Timer } from './proxy.ts'

/** Replaces a piece of a file by `text`. Offsets are UTF-16 units of the user's original text; `end` is exclusive. */
export interface TextEdit {
  readonly file: string
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Edits that are applied together; they do not overlap. */
export type Change = readonly TextEdit[]

/** A directive that applies to a route, or a default that applies because no directive is written. */
export interface Setting {
  /** As the product's documentation names it. */
  readonly name: string
  /** `file:line`; undefined for a default. */
  readonly where?: string
  /** Of a default: `file:line` of the block that it applies to, where that is not the route's. */
  readonly near?: string
  /** In one line: `proxy_buffering on;`, or `proxy_buffering is not set: on is the default`. */
  readonly says: string
  /** URL of its documentation. */
  readonly doc: string
}

/** One change of the configuration or of the application, to be tested. */
export interface Candidate {
  /** Unique for a configuration and route, e.g. `proxy_buffering off`. */
  readonly id: string
  /** What it changes. When the change fixes a finding, this setting is reported as the cause. */
  readonly setting: Setting
  /** Empty where only the application changes. */
  readonly change: Change
  /** Response header fields that the application adds, where the change is made in the application. */
  readonly originHeaders: readonly HeaderField[]
  /** For a person, in the imperative: `set proxy_buffering off`. */
  readonly title: string
  /** What the setting does to a stream, in one sentence. */
  readonly why: string
  /** What a place that serves more than streams loses by it. */
  readonly costs?: string
}

/** One failing criterion. */
export interface Failing {
  /** `<scenario>/<criterion>`. */
  readonly criterion: string
  /** The front of the test case. Absent: any front. */
  readonly front?: Front
  /** The classes that were observed, each once. */
  readonly observed: readonly string[]
}

/** A route of a configuration, on a build. */
export interface Situation {
  readonly config: ConfigTree
  readonly build: BuildFacts
  readonly path?: string
  readonly host?: string
  /** See `PrepareOptions`. */
  readonly server?: ServerPlace
  /** The route is reachable over TLS only. */
  readonly tls?: boolean
}

/** An ineffective directive: it does not have the effect that people expect. */
export interface Myth {
  readonly where: string
  readonly says: string
  readonly truth: string
  readonly doc: string
  /** The change that removes the line. */
  readonly without: Candidate
}

/** A limit on the number of concurrent streams. From the configuration, not measured. */
export interface StreamLimit {
  readonly setting: Setting
  /** The number of streams that this limit certainly allows; absent where the files do not determine it. */
  readonly streams?: number
  /**
   * What the limit counts: the streams of all clients, of each process, of each client address, of each HTTP/2 connection, or of
   * each value of a variable; `rate`: how many requests may start at the same time.
   */
  readonly counts: 'all' | 'process' | 'address' | 'connection' | 'value' | 'rate'
  /** Requests over HTTP/1.1 are not limited by it. */
  readonly http2Only?: true
  /** How `streams` was derived, and anything else to know, as the continuation of a sentence; '' where the line is self-explanatory. */
  readonly how: string
  /** It is a protection, so it is reported and never removed or raised. */
  readonly isGuard: boolean
  /**
   * A change that raises the limit. It verifies that this limit is the effective one; where the limit is not a protection, it is
   * also a remedy.
   */
  readonly raised?: Candidate
}

export interface StreamLimits {
  /** Lowest limit first. */
  readonly limits: readonly StreamLimit[]
  /** Worker processes; `most` is absent where it depends on the machine or on files that were not given. */
  readonly processes: { readonly most?: number; readonly says: string }
  /** Lines that look like such a limit but are not one: `<file>:<line>` and the reason. */
  readonly none: readonly { readonly where: string; readonly says: string }[]
}

/** A product limitation. It is reported only where a minimal configuration of the route has it too. */
export interface Innate {
  /** What the product does, in one sentence. */
  readonly says: string
  /** URL of its documentation. */
  readonly doc: string
  /** What helps although no directive does. Reported only where this criterion passes, which verifies the sentence. */
  readonly instead?: { readonly criterion: string; readonly says: string }
  /** A minimal configuration to reproduce it with. Default: `Remedies.bare`. */
  readonly bare?: ConfigTree
}

/** A line that protects something. */
export interface Guard {
  /** The configuration without it, for a test of the cause. */
  readonly without: Candidate
  /** What its owner can do for the stream, as the continuation of a sentence. */
  readonly advice: string
  /**
   * It is the cause where none of these observations is made without it, e.g. where it responds itself: the application's response that
   * arrives then may be buffered. Absent: the criterion has to pass.
   */
  readonly endsObservations?: readonly string[]
}

/** One product's remedies. Pure. Every list is empty where the configuration cannot be parsed. */
export interface Remedies {
  /** Changes of the configuration that are known to fix such a finding, in order of preference. */
  candidates(situation: Situation, failing: Failing): readonly Candidate[]
  /** One change for each directive that applies to the route: that directive removed. */
  probes(situation: Situation): readonly Candidate[]
  /** Changes of the application, for users who cannot change the configuration, in order of preference. */
  application(situation: Situation, failing: Failing): readonly Candidate[]
  /** The same configuration with its idle limit replaced by a short one; in whole seconds for products that have no smaller unit. */
  shortened(situation: Situation, timer: Timer, ms: Ms): Candidate | undefined
  /**
   * Corrects or removes the line that the product rejects.
   * @param message in the product's words, which tells directives of one line apart
   */
  without(situation: Situation, where: string, message?: string): Candidate | undefined
  /** The line that a rejection without a place is about. @param message in the proxy's words */
  placeOfRefusal?(situation: Situation, message: string): string | undefined
  myths(situation: Situation): readonly Myth[]
  /** The limits on the number of concurrent streams. Undefined where the configuration cannot be parsed. */
  streamLimits(situation: Situation): StreamLimits | undefined
  /**
   * The same change restricted to one path, where the route's location serves a whole site. Undefined where the location serves
   * less, or where the change cannot be restricted to one path.
   * @param path of the stream; a path that ends in `/` means everything below it
   */
  narrowed?(situation: Situation, items: readonly Candidate[], path: string): Change | undefined
  /** Guards that may make a criterion fail: the change shows whether they do, and is never offered. */
  guards?(situation: Situation, failing: Failing): readonly Guard[]
  /** Directives that limit the rate of a response. */
  rateLimits?(situation: Situation): readonly Setting[]
  /**
   * The product limitation that explains a finding. Undefined where a directive may be responsible.
   * @param target of the route, as it is written; absent where none of its limitations is asked for
   */
  innate?(build: BuildFacts, failing: Failing, target?: string): Innate | undefined
  /** A minimal configuration that only proxies `/sse/`, to reproduce the limitation with. */
  readonly bare?: ConfigTree
}
