import type { OriginFact, OriginKey } from '../../harness/model/index.ts'
import type { Follower } from '../../harness/model/origin.ts'
import { nameFromTarget } from '../../harness/wire/request-target.ts'
import type { ScriptedExchange } from './exchange.ts'
import type { OriginRequest } from './reply.ts'

/** The follower and attempt that a request belongs to. */
export interface Route {
  readonly joined: Pick<OriginKey, 'client' | 'attempt' | 'joinedBy'>
  tell(fact: OriginFact): void
  hand(exchange: ScriptedExchange): void
}

interface Followed {
  readonly follower: Follower
  /** Attempts received, by client. */
  readonly seen: Map<string, Set<number>>
  readonly exchanges: Set<ScriptedExchange>
}

const JOIN = /^([a-z0-9]+)\.([A-Za-z0-9_-]+)\.([1-9]\d*)$/

/**
 * Requests for a proxy's readiness, and a proxy's own check whether it may accept a request: the latter has the original
 * request's fields, including the join header.
 */
export const isForNobody = (request: OriginRequest): boolean => request.url?.includes('.sse-compat-ready') === true

/** Finds the follower of a request: by the join header, else by the segments of its target. */
export function createRouter() {
  const followed = new Map<string, Followed>()

  const find = (request: OriginRequest) => {
    if (isForNobody(request)) return undefined
    const join = JOIN.exec(String(request.headers['sse-compat-stream'] ?? ''))
    const [, token = '', client = '', digits = ''] = join ?? []
    const byHeader = followed.get(token)
    if (byHeader) return { cell: byHeader, joined: { client, attempt: Number(digits) } }

    const segments = (request.url ?? '').split(/[/?#]/)
    for (const [i, segment] of segments.entries()) {
      const cell = followed.get(segment)
      const client = nameFromTarget(segments[i + 1] ?? '')
      if (cell === undefined || client === '') continue
      return { cell, joined: { client, attempt: lowestUnseen(cell.seen.get(client)), joinedBy: 'target' as const } }
    }
    return undefined
  }

  return {
    route(request: OriginRequest): Route | undefined {
      const found = find(request)
      if (found === undefined) return undefined
      const { cell, joined } = found
      const { client, attempt } = joined
      const seen = cell.seen.get(client) ?? new Set()
      cell.seen.set(client, seen.add(attempt))
      return {
        joined,
        tell: (fact) => cell.follower.fact(fact),
        hand(exchange) {
          cell.exchanges.add(exchange)
          void exchange.left().then(() => cell.exchanges.delete(exchange))
          cell.follower.exchange(client, attempt, exchange)
        },
      }
    },
    /** Resets every open exchange. */
    async resetAll(): Promise<void> {
      const open = [...followed.values()].flatMap(({ exchanges }) => [...exchanges])
      await Promise.all(open.map((exchange) => exchange.reset()))
    },
    follow(token: string, follower: Follower): Disposable {
      const cell: Followed = { follower, seen: new Map(), exchanges: new Set() }
      followed.set(token, cell)
      return {
        [Symbol.dispose]() {
          if (followed.get(token) === cell) followed.delete(token)
          for (const exchange of cell.exchanges) exchange.abandon()
        },
      }
    },
  }
}

function lowestUnseen(seen: ReadonlySet<number> | undefined): number {
  let attempt = 1
  while (seen?.has(attempt)) attempt++
  return attempt
}
