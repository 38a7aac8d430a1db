/** What `sse-compat check` finds: `--json` prints this, and the text for people is made of it. Files are named as whoever asked would. */
import type { Front, Grade, HeaderField, Ms, Replacement, RuntimeId, StreamLimit } from '../../model/index.ts'
import type { FindingReport } from './findings.ts'
import type { OnFront } from './fronts.ts'

export interface CheckReport {
  readonly schema: 2
  readonly tool: string
  readonly startedAt: string
  /** File or folder, as it was given. */
  readonly config: string
  readonly product: string
  readonly build: {
    readonly id: string
    readonly version: string
    readonly origin: string
    readonly runtime: RuntimeId
    /** Why this one, where it may not be what runs there. */
    readonly note?: string
  }
  readonly isolation: IsolationReport
  /** What the application sends with each response besides the default: `--origin-header`. */
  readonly originHeaders: readonly HeaderField[]
  readonly routes: readonly RouteReport[]
  /** The command that takes a diff of this report on standard input, in the folder in which it was asked for. */
  readonly applies: string
  /** Things of the files that had to be passed over, a line each. */
  readonly notes: readonly string[]
  /** Criteria that are expected to fail (`--expect`): they are reported and do not decide the exit code. Absent: none. */
  readonly expected?: readonly string[]
  /** What `--fix` wrote. */
  readonly written: readonly Written[]
  readonly tookMs: number
  /** True when it was interrupted: what is here is what was run until then. */
  readonly interrupted: boolean
}

export interface IsolationReport {
  /** `namespaces`: of the operating system, with nothing but a loopback of their own. `none`: only the audit of what the files say. */
  readonly kind: 'namespaces' | 'container' | 'none'
  /** One line for people. */
  readonly says: string
}

export interface Written {
  readonly file: string
  readonly backup: string
}

export interface RouteReport {
  readonly path: string
  /** Its place as it is written: `location /`, `location @app`, `ProxyPass /api`. */
  readonly name: string
  /** Host header that leads to it; '' when any does. */
  readonly host: string
  /** Listening address of its server in a normal form, e.g. `*:8082`; '' where the configuration names none. */
  readonly address: string
  /** `file:line` of its server; '' where no block of the files stands for it. */
  readonly server: string
  /** `file:line` of the line that passes requests on. */
  readonly where: string
  readonly target: string
  /** How clients can speak to it: every scenario ran over each of them. */
  readonly fronts: readonly Front[]
  /** Which place passed its requests on, by the proxy itself. With another place the grade is `unknown`. */
  readonly reached: Reached
  readonly grade: Grade
  readonly headline: string
  /** The questions that people ask, in the order in which they ask. */
  readonly answers: readonly Answer[]
  readonly failing: readonly Failure[]
  /** Every criterion of every test case, whatever came of it. */
  readonly findings: readonly FindingReport[]
  /** One change of the files for everything that fails and can be turned; what `--fix` writes. */
  readonly combined?: Remedy
  /** The same for the stream's own path alone, where `combined` changes a place that serves a whole site; see `NarrowRemedy.path`. */
  readonly narrower?: NarrowRemedy
  /** The same by the application alone. */
  readonly application?: Remedy
  /** After how long an idle stream is closed: the one figure of the report; absent where no limit was met. */
  readonly idleTimeout?: IdleTimeout
  /** What keeps an idle stream open; absent where no limit was met. */
  readonly heartbeat?: Heartbeat
  /** How many streams at once; absent where it could not be tested. */
  readonly streams?: StreamsReport
  readonly myths: readonly MythReport[]
  readonly replaced: readonly Replacement[]
  /** Lines that were left out for a module that the build lacks: nothing is said of what they do. */
  readonly lacking: readonly string[]
  /** What holds for the route and could not be tested, but may change the result: includes that were not given, and modules. */
  readonly untested: readonly string[]
  /** Something could not be run for a fault of the harness's own. */
  readonly broken: boolean
  /** Cells that could not be judged, with the reason. */
  readonly undone: readonly string[]
  /** What did not repeat, or was not done in time, though it was retried: it decides neither grade nor exit code. */
  readonly inconclusive: readonly Inconclusive[]
}

/**
 * `proven`: the route's own place. `not proven`: the place is not marked, or no request with a marker arrived. Otherwise the place
 * that got the requests instead.
 */
export type Reached = 'proven' | 'not proven' | OtherPlace

export interface OtherPlace {
  /** `file:line` of the directive that passed the requests on. */
  readonly where: string
  /** `file:line` of its virtual server; '' where the files contain no block for it. */
  readonly server: string
}

export interface Inconclusive {
  /** `<scenario>/<criterion>`, or `<scenario>` where whole test cases are meant. */
  readonly criterion: string
  /** From the scenario on. */
  readonly cells: readonly string[]
  /** What was seen, and in how many runs. */
  readonly because: string
}

export interface StreamsReport {
  /** Measured, for each way in which clients connect. */
  readonly tested: readonly StreamsTested[]
  /** From the configuration, not measured; the tightest first. */
  readonly limits: readonly StreamLimitReport[]
  /** Processes that take requests, by the configuration; `most` is absent where it depends on the machine or on other files. */
  readonly processes: { readonly most?: number; readonly says: string }
  /** Lines that look like a limit of streams and are none. */
  readonly none: readonly { readonly where: string; readonly says: string }[]
}

export interface StreamsTested {
  readonly front: Front
  /** Streams that were open at once, each with its first event. */
  readonly streams: number
  /** One more got none. False: more were not opened. */
  readonly limited: boolean
  /** The first event is buffered: requests that reached the application were counted. */
  readonly buffered: boolean
  /** What the limit counts; absent where there was none, or it is not known. */
  readonly counts?: 'all' | 'process' | 'address' | 'connection'
  /** What one more client gets. */
  readonly next?: string
  /** Of clients from many addresses, where each address is counted by itself. */
  readonly inAll?: { readonly streams: number; readonly limited: boolean }
  /** Found by running: with another value of it more streams were open. */
  readonly decidedBy?: Cause
  /** Lines that have to be changed with it: one of them alone allows no more. */
  readonly decidedWith?: readonly Cause[]
  /**
   * The product itself decides: with nothing but the route it is the same number. Beside `decidedBy`: a higher value of that line
   * alone changes nothing for a new connection.
   */
  readonly innate?: InnateCause
  /** On a connection that has completed other requests, where there are more than on a new one. */
  readonly afterUse?: StreamsAfterUse
}

/** See `StreamsTested`. */
export interface StreamsAfterUse {
  readonly streams: number
  readonly limited: boolean
  readonly counts?: 'all' | 'process' | 'address' | 'connection'
  readonly decidedBy?: Cause
  readonly decidedWith?: readonly Cause[]
}

export interface StreamLimitReport {
  readonly name: string
  /** `file:line`; absent for a default that is written nowhere. */
  readonly where?: string
  readonly says: string
  readonly doc: string
  readonly streams?: number
  readonly counts: StreamLimit['counts']
  readonly how: string
  /** Requests over HTTP/1.1 are not limited by it. */
  readonly http2Only?: true
  /** It protects something: it is never proposed to raise it. */
  readonly isGuard: boolean
}

export interface IdleTimeout {
  /** Of the timer where one was found that closes the stream then, else as it was measured. */
  readonly ms: Ms
  /** Absent where no timer of the configuration is that long. */
  readonly timer?: {
    readonly directive: string
    /** `file:line`; absent for a default that is written nowhere. */
    readonly where?: string
    /** As in `Timer`: `ms` holds only here. */
    readonly open?: { readonly where: string; readonly says: string }
  }
  /** Measured with another, short limit in the place of this one. */
  readonly substitute?: Ms
}

export interface Heartbeat {
  /** To be advised: at most half of the limit. */
  readonly everyMs: Ms
  /** The longest interval that was tested and kept the stream open; with a short limit, as the same share of the long one. */
  readonly largestMs: Ms
  /** Idle time after which the stream is closed: that of `RouteReport.idleTimeout`. */
  readonly limitMs: Ms
  /** It was run with a short limit in the place of the long one; the same share holds. */
  readonly lapsed: boolean
}

export interface Answer {
  readonly question: string
  readonly answer: string
}

export interface Failure {
  /** `<scenario>/<criterion>`; `state`: the proxy refuses the configuration, or died. */
  readonly criterion: string
  /** How the client spoke to the proxy. Absent for `state`. */
  readonly front?: Front
  readonly kind: 'required' | 'optimal'
  readonly title: string
  readonly observed: readonly string[]
  readonly actual: string
  /** It shows only once what hides it has been turned. */
  readonly hidden?: boolean
  /** Questions that show it, from the scenario on. */
  readonly cells: readonly string[]
  /** Found by running: changed together they turn the finding. Empty: nothing was found that does. */
  readonly causes: readonly Cause[]
  readonly remedy?: Remedy
  readonly application?: Remedy
  /** What turned it too, and broke something else. */
  readonly harmful: readonly { readonly title: string; readonly worsened: readonly string[] }[]
  /** The product itself does it: a configuration of the route alone was run, and fails as well. */
  readonly innate?: InnateCause
  /** The cause is a guard, of which no change is offered: what its owner can do. */
  readonly guard?: string
  /** How many different changes were at hand. */
  readonly tried: number
}

export interface InnateCause {
  readonly says: string
  readonly doc: string
  /** What helps in its stead; proven. */
  readonly instead?: string
}

export interface Cause {
  readonly name: string
  /** `file:line`; absent for a default that is written nowhere. */
  readonly where?: string
  /** Of a default: `file:line` of the block that it applies to, usually the first line of the route's location. */
  readonly near?: string
  readonly says: string
  readonly why: string
  readonly doc: string
}

export interface NarrowRemedy extends Remedy {
  /** The path that was asked for with `--path`, else one that stands for the stream's. */
  readonly path: string
}

/** Always verified: run with the change made. */
export interface Remedy {
  readonly titles: readonly string[]
  /** Of the files as they are; see `CheckReport.applies`. '' where only the application changes. */
  readonly diff: string
  readonly originHeaders: readonly HeaderField[]
  /** Failing criteria that pass with it, each with its front. */
  readonly turns: readonly OnFront[]
  readonly before: BeforeOrAfter
  readonly after: BeforeOrAfter
  /** What a place that serves more than streams loses by it. */
  readonly costs?: string
  /** It is for this path alone, and a stream at another path of the route stays as it is. */
  readonly path?: string
  /** It contradicts the change for another route, and is in no diff of all routes. */
  readonly isLeftOut?: boolean
}

export interface BeforeOrAfter {
  readonly grade: Grade
  readonly headline: string
  readonly passed: number
  readonly failed: number
}

export interface MythReport {
  readonly where: string
  readonly says: string
  readonly truth: string
  readonly doc: string
  /** Findings with the line and without it: the same, better or worse without it; `unknown` where it was not run. */
  readonly without: 'same' | 'better' | 'worse' | 'unknown'
}
