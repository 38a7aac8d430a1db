/** Where proxies run. */

import type { Adapter } from './adapter.ts'
import type { Ms, RuntimeId } from './names.ts'
import type { Address, BuildFacts, ConfigTree, Prepared, PrepareOptions } from './proxy.ts'

/** PEM texts, made for each run and signed by the run's own certification authority. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
  /** The authority's certificate, which clients have to trust. */
  readonly authority: string
}

/** One running proxy. Disposing stops it, whatever its state, and removes its folder or container. */
export interface Instance extends AsyncDisposable {
  /** The address that clients connect to. */
  readonly address: Address
  /** How its server certificate is verified, where it is not the run's. */
  readonly tls?: { readonly authority?: string; readonly serverName?: string }
  /** It uses its machine's clock, which cannot be made to run faster. */
  readonly ownClock?: true
  /** By how much the network's own delay varies on the way from the origin through it. Absent: there is no network. */
  jitter?(): Ms
  /** Everything that it has printed so far. */
  logs(): string
  signal(signal: NodeJS.Signals): Promise<void>
  /** Resolves with a line for people when it exits without having been stopped. */
  readonly died: Promise<string>
  /** The line of its log that reports a process ended by a signal after `since`, which may have closed streams. */
  crash(since: Ms): string | undefined
  /** True when it still responds to a request. */
  answers(): Promise<boolean>
}

export interface StartRequest {
  readonly adapter: Adapter
  readonly build: BuildFacts
  readonly config: ConfigTree
  /** The proxy's upstream, at the address by which the proxy reaches it. */
  readonly backend: Address
  /** Speak TLS with this certificate, with `h2` and `http/1.1`. Default: cleartext. */
  readonly tls?: Certificate
  /** How many times faster than real time its clock has to run; needs `build.fakeTime`. Default 1. */
  readonly clock?: number
  /** For folders, labels and messages, e.g. `nginx/defaults`. */
  readonly name: string
  /** Which route of the configuration is tested. */
  readonly options?: PrepareOptions
  /** Sizes that the configuration does not set keep the product's defaults. Absent: they are raised for many streams. */
  readonly ownSizes?: boolean
  /** How many streams the test cases will have open at once, as far as is known: see `Site.streams`. */
  readonly streams?: number
  /** For configurations of unknown origin: where the harness runs as root, the proxy, including its master process, does not. */
  readonly unprivileged?: boolean
}

export type Started =
  | { readonly instance: Instance; readonly prepared: Prepared }
  | {
      /** `usual-clock`: it runs, but its clock does not run as fast as requested. */
      readonly failure: 'refused' | 'address-in-use' | 'not-ready' | 'usual-clock'
      readonly output: string
      readonly message: string
      readonly where?: string
      readonly lacks?: string
      /** It runs, but did not respond in time: a busy machine may be the reason. */
      readonly late?: true
    }

/** Where builds run. Disposing removes everything that it created in this run. */
export interface Runtime extends AsyncDisposable {
  readonly id: RuntimeId
  /** For people: `processes on 127.83.4.0/24`, `containers, host network`. */
  readonly description: string
  /**
   * Temporary files of this run, on this machine: removed with it, and by another process where this one is killed. Absent: this
   * runtime has none.
   */
  readonly folder?: string
  /** Where to start one more origin: the address to bind (with port 0), and how a proxy of this runtime reaches the resulting port. */
  originSite(): Promise<{ readonly bind: string; readonly reachedAt: (port: number) => Address }>
  /** Starts a proxy and waits until it responds. Throws SseCompatError only where no proxy at all can be started. */
  start(request: StartRequest): Promise<Started>
}
