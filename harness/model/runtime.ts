/** Where proxies run. */

import type { Adapter } from './adapter.ts'
import type { RuntimeId } from './names.ts'
import type { Address, BuildFacts, ConfigTree, Prepared, PrepareOptions } from './proxy.ts'

/** PEM texts; made anew for each run, signed by a certification authority of the run's own. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
  /** Of the authority that a client has to trust. */
  readonly authority: string
}

/** One running proxy. Disposing stops it, and removes its folder or container, whatever state it is in. */
export interface Instance extends AsyncDisposable {
  /** Where a client reaches it. */
  readonly address: Address
  /** How its server is verified, where that is not by the run's certificate. */
  readonly tls?: { readonly authority?: string; readonly serverName?: string }
  /** Its clock is its machine's, and cannot be made faster. */
  readonly ownClock?: true
  /** Everything it printed so far. */
  logs(): string
  signal(signal: NodeJS.Signals): Promise<void>
  /** Resolves with a line for people when it ends without being asked to. */
  readonly died: Promise<string>
  /** True when it still answers a request. */
  answers(): Promise<boolean>
}

export interface StartRequest {
  readonly adapter: Adapter
  readonly build: BuildFacts
  readonly config: ConfigTree
  /** What stands behind the proxy, as the proxy reaches it. */
  readonly backend: Address
  /** Speak TLS with this certificate, `h2` and `http/1.1`; default: in the clear. */
  readonly tls?: Certificate
  /** How many times faster its clock has to run; needs `build.fakeTime`. Default 1. */
  readonly clock?: number
  /** For folders, labels and messages, e.g. `nginx/defaults`. */
  readonly name: string
  /** Which route of the configuration is asked. */
  readonly options?: PrepareOptions
  /** Sizes that the configuration leaves open stay the product's own; default: there is room for many streams. */
  readonly ownSizes?: boolean
  /** For configurations of unknown making: where the harness runs as root, not even the proxy's master process does. */
  readonly unprivileged?: boolean
}

export type Started =
  | { readonly instance: Instance; readonly prepared: Prepared }
  | {
      /** `usual-clock`: it runs, but its clock does not run as fast as was asked for. */
      readonly failure: 'refused' | 'address-in-use' | 'not-ready' | 'usual-clock'
      readonly output: string
      readonly message: string
      readonly where?: string
      readonly lacks?: string
      /** It runs, and did not answer in time: a busy machine may be the reason. */
      readonly late?: true
    }

/** Where builds run. Disposing removes everything that it made in this run. */
export interface Runtime extends AsyncDisposable {
  readonly id: RuntimeId
  /** For people: `processes on 127.83.4.0/24`, `containers, host network`. */
  readonly description: string
  /**
   * A place for one more origin: the address to bind (port 0), and how a proxy of this runtime reaches the port that came of it.
   */
  originSite(): Promise<{ readonly bind: string; readonly reachedAt: (port: number) => Address }>
  /** Starts a proxy and waits until it answers. Throws SseCompatError only where no proxy can be started at all. */
  start(request: StartRequest): Promise<Started>
}
