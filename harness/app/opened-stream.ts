/** One stream of the measuring client through a route, with the relay's side of it. */
import { randomBytes } from 'node:crypto'
import type { AnswerSource } from '../../servers/relay/application.ts'
import { fieldValue } from '../../servers/relay/message-head.ts'
import type { RelayedExchange } from '../../servers/relay/relayed-exchange.ts'
import { createConnections } from '../client/connections.ts'
import { openStream } from '../client/stream.ts'
import type { ClientFact, ClientStream, Ms } from '../model/index.ts'
import { within } from '../wire/within.ts'
import type { AppRoute } from './route.ts'
import type { AppTarget } from './target.ts'

export interface OpenedStream extends AsyncDisposable {
  readonly client: ClientStream
  readonly facts: readonly ClientFact[]
  of<K extends ClientFact['fact']>(kind: K): Extract<ClientFact, { fact: K }>[]
  /**
   * The relay's side of the client's nth request; undefined when it did not arrive within `patience`, or the client's attempt
   * ended before.
   */
  exchange(nth: number, patience: Ms): Promise<RelayedExchange | undefined>
}

export interface OpenWith {
  /** Added to the fields that the user gave; an empty value removes a field. */
  readonly headers?: Readonly<Record<string, string>>
  readonly reconnect?: boolean
}

export function openThrough(
  route: AppRoute,
  target: AppTarget,
  source: AnswerSource,
  extra: OpenWith = {},
): OpenedStream {
  const group = followRequests(route, target, source)
  const one = group.open('app', extra)
  return {
    ...one,
    exchange: (nth, patience) => group.exchange(nth, patience, one.client, nth),
    [Symbol.asyncDispose]: () => group[Symbol.asyncDispose](),
  }
}

export type ClientSide = Pick<OpenedStream, 'client' | 'facts' | 'of'>

/** Clients that request the same URL. */
export interface RequestGroup extends AsyncDisposable {
  open(name: string, extra?: OpenWith): ClientSide
  /** Number of requests that have arrived at the relay. */
  readonly arrivals: number
  /**
   * The nth request that arrived at the relay; undefined when it did not arrive within `patience`, or that attempt of the client
   * ended before.
   */
  exchange(nth: number, patience: Ms, client: ClientStream, attempt?: number): Promise<RelayedExchange | undefined>
  /**
   * The request of this client, by its name: a proxy may repeat one of another client. Where a proxy drops the name, the nth one.
   */
  exchangeOf(client: ClientStream, nth: number, patience: Ms): Promise<RelayedExchange | undefined>
}

export function followRequests(route: AppRoute, target: AppTarget, source: AnswerSource): RequestGroup {
  const token = randomBytes(6).toString('hex')
  const exchanges: RelayedExchange[] = []
  const awaited = new Map<number, () => void>()
  const watching = new Set<() => void>()
  const following = route.relay.follow(token, {
    source,
    target: target.target,
    host: target.host,
    exchange(exchange) {
      exchanges.push(exchange)
      awaited.get(exchanges.length)?.()
      for (const look of watching) look()
    },
  })
  const { address, path, host } = route
  const connections = createConnections()
  const clients: ClientStream[] = []
  return {
    open(name, extra = {}) {
      const facts: ClientFact[] = []
      const headers = Object.fromEntries([
        ...route.requestHeaders,
        ...target.headers,
        ...Object.entries(extra.headers ?? {}),
      ])
      const client = openStream({
        address,
        path,
        host,
        front: 'h1',
        connections,
        token,
        client: name,
        open: {
          method: target.method,
          headers,
          share: 'app',
          ...(target.body === undefined ? {} : { body: target.body }),
          ...(extra.reconnect === undefined ? {} : { reconnect: extra.reconnect }),
        },
        sink: (fact) => void facts.push(fact),
      })
      clients.push(client)
      return {
        client,
        facts,
        of: <K extends ClientFact['fact']>(kind: K) =>
          facts.filter((fact): fact is Extract<ClientFact, { fact: K }> => fact.fact === kind),
      }
    },
    get arrivals() {
      return exchanges.length
    },
    async exchange(nth, patience, client, attempt = 1) {
      const came = new Promise<void>((resolve) => {
        if (exchanges.length >= nth) resolve()
        else awaited.set(nth, resolve)
      })
      await within(patience, Promise.race([came, client.ended(attempt), client.gaveUp()]))
      return exchanges[nth - 1]
    },
    async exchangeOf(client, nth, patience) {
      const find = (): RelayedExchange | undefined =>
        exchanges.find(({ request }, n) => (nameIn(request) ?? (n + 1 >= nth ? client.name : '')) === client.name)
      const came = Promise.withResolvers<void>()
      const look = (): void => {
        if (find() !== undefined) came.resolve()
      }
      watching.add(look)
      look()
      await within(patience, Promise.race([came.promise, client.ended(1), client.gaveUp()]))
      watching.delete(look)
      return find()
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.close()
      connections.close()
      following[Symbol.dispose]()
    },
  }
}

/** The client that the field for joining both sides names: `<token>.<client>.<attempt>`. */
const nameIn = ({ headers }: RelayedExchange['request']): string | undefined =>
  fieldValue(headers, 'sse-compat-stream')?.split('.')[1]
