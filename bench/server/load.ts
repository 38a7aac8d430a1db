/** The clients' side of the streams, in a process of its own: orders to it, and what it reports. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Published data has to hold it once: it is what counts as an event's arrival. */
export const MARK = '~'

export type LoadOrder =
  | {
      readonly do: 'open'
      readonly host: string
      readonly port: number
      readonly path: string
      readonly count: number
      /** Addresses that clients connect from, in turn. */
      readonly sources: readonly string[]
      /** False: they ask, and then take nothing. */
      readonly reading: boolean
    }
  /** Count from 0 on; a report comes after every `step` events. `each`: keep the time of each. */
  | { readonly do: 'count'; readonly step: number; readonly each: boolean }
  | { readonly do: 'arrivals' }

/** Times in ms of the system's monotonic clock. */
export interface Arrivals {
  readonly p50: number
  readonly p99: number
  readonly last: number
}

export type LoadReport =
  | { readonly what: 'open' | 'counting' | 'lost' }
  | { readonly what: 'round'; readonly at: number }
  | ({ readonly what: 'arrivals' } & Arrivals)
  | { readonly what: 'failed'; readonly message: string }

/** ms without anything new after which what is awaited is given up: far more than anything here takes. */
const PATIENCE = 60_000

export class Load implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #reports: LoadReport[] = []
  readonly #waiting = new Set<() => void>()

  constructor() {
    this.#child = fork(fileURLToPath(new URL('load-process.ts', import.meta.url)))
    this.#child.on('message', (report: LoadReport) => {
      this.#reports.push(report)
      this.#wake()
    })
    this.#child.once('exit', () => this.#wake())
  }

  order(order: LoadOrder): void {
    this.#child.send(order)
  }

  /**
   * The next report, which has to be of this kind.
   * @throws Error when a stream was lost, could not be opened, or nothing came for a minute
   */
  async next<W extends LoadReport['what']>(what: W): Promise<Extract<LoadReport, { what: W }>> {
    const timeout = AbortSignal.timeout(PATIENCE)
    while (this.#reports.length === 0) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) throw new Error('the load process has died')
      if (timeout.aborted) throw new Error(`the load process waited for '${what}' in vain: events were lost`)
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve)
        timeout.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    const report = this.#reports.shift() as LoadReport
    if (report.what === what) return report as Extract<LoadReport, { what: W }>
    if (report.what === 'lost') throw new Error('a server closed a stream')
    throw new Error(report.what === 'failed' ? report.message : `the load process said ${report.what}, not ${what}`)
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await exit
  }
}
