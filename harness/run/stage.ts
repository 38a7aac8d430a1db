/**
 * Implements `Stage`, the actions that a scenario can perform, with the measuring client and the scriptable origin. The facts of
 * both go to one sink.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from '../client/browser.ts'
import type { TlsPeer } from '../client/connect.ts'
import { createConnections } from '../client/connections.ts'
import { openedBy } from '../client/opened-by.ts'
import { PAGE, PAGE_NAME } from '../client/page.ts'
import { openStream } from '../client/stream.ts'
import type {
  Address,
  AxisValues,
  ClientStream,
  Exchange,
  Fact,
  Front,
  HeaderField,
  HopRecord,
  Ms,
  OpenOptions,
  Origin,
  PostedRequest,
  Settings,
  Spared,
  Stage,
} from '../model/index.ts'
import { connectionStateLater } from '../wire/connection-state.ts'
import { bytesUnderWay } from '../wire/socket-queues.ts'
import { now } from '../wire/timestamp.ts'
import { within as settledWithin } from '../wire/within.ts'
import { grants } from './machine-grants.ts'

/** Both ends of a route, for one test case. */
export interface Route {
  /** The address that the client connects to. */
  readonly address: Address
  /** Request path that reaches the origin, e.g. `/sse/`. */
  readonly path: string
  /** Host header; '' uses the address itself. */
  readonly host: string
  /** Added to every request, e.g. credentials. */
  readonly requestHeaders?: readonly HeaderField[]
  /** The request that opens streams, where the scenario does not choose a method. */
  readonly posted?: PostedRequest
  readonly front: Front
  /** How the server certificate is verified; only where the front is TLS. */
  readonly tls?: TlsPeer
  /** How many times faster than the harness's clock the proxies' clocks run. */
  readonly clock: number
  /**
   * For a proxy whose clock cannot be made faster: every duration of the harness is multiplied by this instead, and the times of
   * facts are divided by it. The scenario sees no difference. Default 1.
   */
  readonly slower?: number
  readonly origin: Origin
  readonly settings: Settings
  /** The proxies of the route, client first; empty for a control. */
  readonly hops: readonly HopRecord[]
  /** Present only for scenarios that need it. */
  readonly browser?: Browser
  /** Resolves when the proxy next to the client has reloaded its configuration. */
  reload(): Promise<void>
}

const EXCHANGE_PATIENCE: Ms = 5000

/** Name of an act that the stage adds: see `PageParts`. */
export const NETWORK_CHANGED = 'network-changed'

/** On Linux all of 127.0.0.0/8 is local: for a proxy on the loopback each of these addresses is another client. */
const OTHER_ADDRESSES = Array.from({ length: 64 }, (_, n) => `127.255.0.${n + 1}`)

/**
 * `sink` receives facts with absolute times. `queued`: how long the scenario waited for a grant to measure latencies. `close`
 * closes every stream that is still open.
 */
export function createStage(
  route: Route,
  axes: AxisValues,
  startedAt: Ms,
  sink: (fact: Fact) => void,
): { readonly stage: Stage; readonly queued: () => Ms; close(): Promise<void> } {
  const { slower = 1 } = route
  const token = route.origin.newToken?.() ?? randomBytes(6).toString('hex')
  const streams = new Map<string, ClientStream>()
  const connections = createConnections()
  const connected = new Map<string, { readonly local: string; readonly remote: string }>()
  /** In order of arrival: a proxy may request more than once for one attempt. */
  const exchanges = new Map<string, Exchange[]>()
  const awaited = new Map<string, () => void>()
  let queued = 0
  const following = route.origin.follow(token, {
    fact: sink,
    exchange(client, attempt, exchange) {
      if (client === PAGE_NAME) return void answerPage(exchange)
      const key = `${client}.${attempt}`
      const before = exchanges.get(key) ?? []
      exchanges.set(key, [...before, exchange])
      awaited.get(`${key} ${before.length + 1}`)?.()
    },
  })

  let closed = false
  let spared: Spared | undefined

  function within(patience: Ms, promise: Promise<unknown>): Promise<boolean> {
    // Never resolves after close: this stops a scenario that still acts.
    if (closed) return new Promise(() => {})
    return settledWithin(patience * slower, promise)
  }

  const pages: AsyncDisposable[] = []

  const stage: Stage = {
    axes,
    settings: route.settings,
    clock: route.clock,
    get otherAddresses() {
      const isLoopback = process.platform === 'linux' && route.address.host.startsWith('127.')
      return isLoopback ? OTHER_ADDRESSES : []
    },
    ownRequests() {
      spared ??= route.origin.spare?.()
      return spared?.requests ?? 0
    },
    within,
    now: () => (now() - startedAt) / slower,
    open(name: string, options: OpenOptions = {}) {
      if (name === PAGE_NAME) throw new Error(`"${PAGE_NAME}" names the request of a browser's page, not a stream`)
      const { address, path, host, front, tls, requestHeaders = [], posted } = route
      const stream = openStream({
        address,
        path,
        host,
        front,
        ...(tls === undefined ? {} : { tls }),
        ...(options.from === undefined ? {} : { from: options.from }),
        connections,
        token,
        client: name,
        open: openedBy(options, { requestHeaders, posted }),
        sink(fact) {
          if (fact.fact === 'connected') connected.set(name, fact)
          sink(fact)
        },
      })
      streams.set(name, stream)
      return stream
    },
    async exchange(name, attempt = 1, patience = EXCHANGE_PATIENCE, nth = 1) {
      const key = `${name}.${attempt}`
      const client = streams.get(name)
      if (client === undefined) throw new Error(`the scenario awaits an exchange of "${name}", which it never opened`)
      const found = () => exchanges.get(key)?.[nth - 1]
      const reached = new Promise<void>((resolve) => {
        if (found() === undefined) awaited.set(`${key} ${nth}`, resolve)
        else resolve()
      })
      await within(patience, Promise.race([reached, client.ended(attempt), client.gaveUp()]))
      return found()
    },
    async reload() {
      await route.reload()
      sink({ t: now(), side: 'harness', fact: 'proxy', what: 'reloaded', detail: '' })
    },
    async originDown() {
      await route.origin.down()
      stage.act('origin-down')
    },
    async originUp() {
      await route.origin.up()
      stage.act('origin-up')
    },
    async browse() {
      if (route.browser === undefined) throw new Error('the scenario asks for a browser, which it does not declare')
      const { address, path, host, front } = route
      const opened = (stream: ClientStream) => void streams.set(stream.name, stream)
      const networkChanged = () => stage.act(NETWORK_CHANGED)
      const page = await route.browser.page({ address, host, front, path, token, sink, opened, networkChanged })
      pages.push(page)
      return page
    },
    async inKernel(client, exchange) {
      const ends = connected.get(client.name)
      if (ends === undefined || route.hops.length > 1) return undefined
      const { origin, peer } = exchange.ends
      const [fromOrigin, toClient] = await bytesUnderWay([
        { from: origin, to: peer },
        { from: ends.remote, to: ends.local },
      ])
      if (fromOrigin === undefined || toClient === undefined) return undefined
      return { fromOrigin, toClient: route.hops.length === 0 ? 0 : toClient }
    },
    async isHeld(client, maxAge) {
      const ends = connected.get(client.name)
      if (ends === undefined) return false
      return (await connectionStateLater({ from: ends.remote, to: ends.local }, maxAge)) === 'ESTABLISHED'
    },
    act(name, detail = {}) {
      sink({ t: now(), side: 'harness', fact: 'act', name, detail })
    },
    async undisturbed(section) {
      const asked = now()
      using _turn = await grants().take('latency')
      queued += now() - asked
      await section()
    },
    pause: (time) => new Promise((resolve) => setTimeout(resolve, time * slower)),
  }
  return {
    stage,
    queued: () => queued,
    async close() {
      closed = true
      await Promise.all([...streams.values()].map((stream) => stream.close()))
      await Promise.all(pages.map((page) => page[Symbol.asyncDispose]()))
      connections.close()
      spared?.[Symbol.dispose]()
      following[Symbol.dispose]()
    },
  }
}

/**
 * The page's response is delayed, as pages usually are. Apache allows an HTTP/2 connection more than six concurrent streams once
 * it has responded on it more than 100 ms after the connection began (`mplx_be_happy` in modules/http2/h2_mplx.c).
 */
const PAGE_TAKES: Ms = 250

/** The request for the page itself is not part of the question. */
async function answerPage(exchange: Exchange): Promise<void> {
  await sleep(PAGE_TAKES)
  await exchange.sendHead({ headers: [['Content-Type', 'text/html; charset=utf-8']] })
  await exchange.sendBytes(PAGE)
  await exchange.end()
}
