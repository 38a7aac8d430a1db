/** The clients of the streams, in a separate process: commands to it, and its reports. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Published data has to contain it once: each occurrence counts as the arrival of an event. */
export const MARK = '~'

export type LoadOrder =
  | {
      readonly do: 'open'
      readonly host: string
      readonly port: number
      readonly path: string
      readonly count: number
      /** Addresses that clients connect from, in rotation. */
      readonly sources: readonly string[]
      /** False: the clients send their requests and then read nothing. */
      readonly reading: boolean
    }
  /** Starts counting at 0; a report follows after every `step` events. `each`: record the time of each event. */
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

/** ms without a report after which waiting is given up: far longer than any step takes. */
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
   * @throws Error when a stream was lost or could not be opened, or nothing arrived for a minute
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
