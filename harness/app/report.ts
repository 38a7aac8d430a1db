/** The report of `app`, for programs (`--json`) and for the terminal. */
import type { Ms } from '../model/index.ts'
import type { AppFinding } from './app-finding.ts'
import type { Framework, Hint } from './hints.ts'
import type { AppRemedy } from './remedy.ts'
import type { Row } from './row.ts'

export interface Answered {
  readonly status: number
  readonly contentType: string
  readonly framing: string
  readonly encoding: string
  readonly framework: Framework | undefined
  /** `finite`: it ended by itself. `cut`: its connection ended before its response. `open`: it had not ended when the client closed it. `silent`: nothing arrived within the time. */
  readonly kind: 'open' | 'finite' | 'cut' | 'silent'
  readonly events: number
  readonly comments: number
  readonly headAfterMs: Ms
  readonly firstAfterMs: Ms | undefined
  readonly longestSilenceMs: Ms
  readonly heartbeatMs: Ms | undefined
  readonly retryMs: number | undefined
  readonly observedMs: Ms
  /** How a client disconnect was detected, without a proxy. */
  readonly leaving: string
}

export interface Advice {
  readonly remedies: readonly { readonly id: AppRemedy['id']; readonly says: string }[]
  readonly hints: readonly Hint[]
  readonly framework: string | undefined
  /** Each profile that the remedy helps, before and with it. */
  readonly helps: readonly {
    readonly profile: string
    readonly build: string
    readonly before: Row
    readonly after: Row
  }[]
}

export interface AppReport {
  readonly schema: 1
  readonly url: string
  readonly method: string
  readonly answered: Answered | undefined
  /** Why its stream could not be tested, in one line; then nothing else was tested. */
  readonly problem: string | undefined
  readonly findings: readonly AppFinding[]
  readonly direct: Row | undefined
  readonly rows: readonly Row[]
  readonly advice: Advice | undefined
  /** What fails behind a profile whatever the application sends. */
  readonly beyond: readonly { readonly profile: string; readonly says: string }[]
  readonly notes: readonly string[]
  readonly interrupted: boolean
  readonly tookMs: Ms
}
