/** What a product offers to find the cause of a finding, and a change that fixes it. */
import type { Front, HeaderField, Ms } from './names.ts'
import type { BuildFacts, ConfigTree, ServerPlace, Timer } from './proxy.ts'

/** `text` in the place of a piece of a file; offsets in UTF-16 units of the text as its owner has it, `end` exclusive. */
export interface TextEdit {
  readonly file: string
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Edits that are made together; none overlaps another. */
export type Change = readonly TextEdit[]

/** A directive that holds for a route, or a default that holds because nothing is written. */
export interface Setting {
  /** As the product's documentation names it. */
  readonly name: string
  /** `file:line`; undefined for a default that is written nowhere. */
  readonly where?: string
  /** In one line: `proxy_buffering on;`, or `proxy_buffering is not set: on is the default`. */
  readonly says: string
  /** Address of its documentation. */
  readonly doc: string
}

/** One change of the configuration or of the application, to be tested. */
export interface Candidate {
  /** Unique for a configuration and route, e.g. `proxy_buffering off`. */
  readonly id: string
  /** What it changes: the cause of a finding, when the change fixes it. */
  readonly setting: Setting
  /** Empty where only the application changes. */
  readonly change: Change
  /** What the application sends in addition, where the application is changed. */
  readonly originHeaders: readonly HeaderField[]
  /** For a person, in the imperative: `set proxy_buffering off`. */
  readonly title: string
  /** What the setting does to a stream, in one sentence. */
  readonly why: string
}

/** One failing criterion. */
export interface Failing {
  /** `<scenario>/<criterion>`. */
  readonly criterion: string
  /** How the client spoke to the proxy. Absent: any way. */
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
  /** It is reached over TLS only. */
  readonly tls?: boolean
}

/** A line that does not do what people believe. */
export interface Myth {
  readonly where: string
  readonly says: string
  readonly truth: string
  readonly doc: string
  /** The line taken out. */
  readonly without: Candidate
}

/** A limit of how many streams may be open at once. From the configuration, not measured. */
export interface StreamLimit {
  readonly setting: Setting
  /** Streams that it is safe for; absent where the files do not say. */
  readonly streams?: number
  /**
   * What is counted: the streams of all clients, those of each process, of each client address, of each HTTP/2 connection, of each
   * value of a variable; `rate`: how many requests may begin at once.
   */
  readonly counts: 'all' | 'process' | 'address' | 'connection' | 'value' | 'rate'
  /** What `streams` follows from, and what else there is to know, as a sentence goes on; '' where the line says it all. */
  readonly how: string
  /** It protects something, so it is reported and never taken out or raised. */
  readonly isGuard: boolean
  /** A change that leaves more room: it shows that the limit decides, and where it is no guard it is a remedy. */
  readonly raised?: Candidate
}

export interface StreamLimits {
  /** The tightest first. */
  readonly limits: readonly StreamLimit[]
  /** Processes that take requests; `most` is absent where it depends on the machine or on files that were not given. */
  readonly processes: { readonly most?: number; readonly says: string }
  /** Lines that look like such a limit and are none: `<file>:<line>` and why. */
  readonly none: readonly { readonly where: string; readonly says: string }[]
}

/** A product limitation. It is reported only where a configuration of the route alone shows it too. */
export interface Innate {
  /** What the product does, in one sentence. */
  readonly says: string
  /** Address of its documentation. */
  readonly doc: string
  /** What helps, though no line does: told only where this criterion passes, with the sentence that it then proves. */
  readonly instead?: { readonly criterion: string; readonly says: string }
}

/** One product. Pure. Every list is empty where the configuration cannot be read. */
export interface Remedies {
  /** Changes of the configuration that are known to fix such a finding, best first. */
  candidates(situation: Situation, failing: Failing): readonly Candidate[]
  /** Each directive that holds for the route taken out, by itself. */
  probes(situation: Situation): readonly Candidate[]
  /** What the application can do where the configuration cannot be touched, best first. */
  application(situation: Situation, failing: Failing): readonly Candidate[]
  /** The same configuration with a short time in the place of its idle limit; whole seconds for products that have no smaller ones. */
  shortened(situation: Situation, timer: Timer, ms: Ms): Candidate | undefined
  /** The line taken out that the product refuses. */
  without(situation: Situation, where: string): Candidate | undefined
  myths(situation: Situation): readonly Myth[]
  /** What limits how many streams may be open at once. Undefined where the configuration cannot be read. */
  streamLimits(situation: Situation): StreamLimits | undefined
  /**
   * The same change for one path alone, where the route's place serves a whole site; undefined where it serves less, or what the
   * changes do cannot be said for one path.
   * @param path of the stream; one that ends in `/` stands for what is below it
   */
  narrowed?(situation: Situation, items: readonly Candidate[], path: string): Change | undefined
  /** Lines that limit the rate of a response. */
  rateLimits?(situation: Situation): readonly Setting[]
  /** The product limitation that explains a finding; undefined where a line may be responsible. */
  innate?(build: BuildFacts, failing: Failing): Innate | undefined
  /** A configuration of `/sse/` and nothing else, to show it with. */
  readonly bare?: ConfigTree
}
