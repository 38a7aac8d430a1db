/**
 * The stage: what a scenario may do, put together from the measuring client and the scriptable origin. Every fact of both
 * sides goes to one sink.
 */
import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import pLimit from 'p-limit'
import { openStream } from './client/stream.ts'
import { now } from './clock.ts'
import type { Address, AxisValues, ClientStream, Exchange, Fact, Ms, OpenOptions, Stage } from './model.ts'
import type { Origin } from './origin.ts'

/** Where a route begins and ends, for one cell. */
export interface Route {
  /** Where the client connects. */
  readonly address: Address
  /** Request path that reaches the origin, e.g. `/sse/`. */
  readonly path: string
  /** Host header; '' for the address itself. */
  readonly host: string
  readonly origin: Origin
}

/**
 * Few sections take latencies at once, since a crowd would measure itself. Measured: fifty streams of ten events a second
 * side by side have the median of one; three that pause between their events are far below that.
 */
const latencySections = pLimit(3)

const EXCHANGE_PATIENCE: Ms = 5000

/**
 * `sink` gets facts with absolute times. `queued`: how long the scenario waited for its turn to take latencies. `close`
 * leaves every stream that is still open.
 */
export function createStage(
  route: Route,
  axes: AxisValues,
  startedAt: Ms,
  sink: (fact: Fact) => void,
): { readonly stage: Stage; readonly queued: () => Ms; close(): Promise<void> } {
  const token = randomBytes(6).toString('hex')
  const streams = new Map<string, ClientStream>()
  const exchanges = new Map<string, Exchange>()
  const awaited = new Map<string, () => void>()
  let queued = 0
  const following = route.origin.follow(token, {
    fact: sink,
    exchange(client, attempt, exchange) {
      const key = `${client}.${attempt}`
      exchanges.set(key, exchange)
      awaited.get(key)?.()
    },
  })

  async function within(patience: Ms, promise: Promise<unknown>): Promise<boolean> {
    let done = false
    const settled = promise.then(() => {
      done = true
    })
    let timer: NodeJS.Timeout | undefined
    const patienceOver = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience)
    })
    await Promise.race([settled, patienceOver])
    clearTimeout(timer)
    // What has arrived while this process stood still is in the kernel: look before saying that it is not there.
    for (let n = 0; n < 3 && !done; n += 1) await turn()
    return done
  }

  const stage: Stage = {
    axes,
    within,
    now: () => now() - startedAt,
    open(name: string, options: OpenOptions = {}) {
      const { address, path, host } = route
      const stream = openStream({ address, path, host, token, client: name, open: options, sink })
      streams.set(name, stream)
      return stream
    },
    async exchange(name, attempt = 1, patience = EXCHANGE_PATIENCE) {
      const key = `${name}.${attempt}`
      const client = streams.get(name)
      if (client === undefined) throw new Error(`the scenario awaits an exchange of "${name}", which it never opened`)
      const reached = new Promise<void>((resolve) => {
        if (exchanges.has(key)) resolve()
        else awaited.set(key, resolve)
      })
      await within(patience, Promise.race([reached, client.ended(attempt), client.gaveUp()]))
      return exchanges.get(key)
    },
    act(name, detail = {}) {
      sink({ t: now(), side: 'harness', fact: 'act', name, detail })
    },
    async undisturbed(section) {
      const asked = now()
      await latencySections(() => {
        queued += now() - asked
        return section()
      })
    },
    pause: (time) => new Promise((resolve) => setTimeout(resolve, time)),
  }
  return {
    stage,
    queued: () => queued,
    async close() {
      await Promise.all([...streams.values()].map((stream) => stream.close()))
      following[Symbol.dispose]()
    },
  }
}
