/** What the harness needs of an origin: the upstream behind the last proxy. */
import type { HeaderField } from './names.ts'
import type { Address } from './proxy.ts'
import type { Exchange } from './stage.ts'
import type { OriginFact } from './trace.ts'

/** Gets what belongs to one test case; facts have absolute times. */
export interface Follower {
  fact(fact: OriginFact): void
  /** A request of a client's attempt has come; the scenario answers it. A proxy that asks again brings another one for the same attempt. */
  exchange(client: string, attempt: number, exchange: Exchange): void
}

/** A running origin; many test cases share it, each with its own token. Disposing destroys every connection. */
export interface Origin extends AsyncDisposable {
  readonly address: Address
  /** A token that it will follow; absent: any will do. */
  newToken?(): string
  /**
   * Tells a follower of all requests that carry this token ([a-z0-9]+) in `sse-compat-stream: <token>.<client>.<attempt>`
   * or, where a proxy dropped that header, in the target as `/<token>/<client>` (then the attempt is the lowest one not
   * yet seen). Disposing gives whatever is still open a proper end, and tells no more.
   */
  follow(token: string, follower: Follower): Disposable
  /** Stops listening and resets every connection: what connects from now on is refused. */
  down(): Promise<void>
  /** Listens again, at the same address and port. Rejects with the system's error when that is taken. */
  up(): Promise<void>
}

export interface OriginOptions {
  /** Address to bind; the port is free choice. */
  readonly host: string
  /** Added to every response head, as the profile's application would. */
  readonly headers: readonly HeaderField[]
}

/**
 * A kind of upstream: `servers/origin` speaks HTTP; others may speak FastCGI, or relay to an application. A profile names the one that
 * its proxy expects (`# upstream: <id>`); a session may put another in its place.
 */
export interface OriginKind {
  /** Name of its folder. */
  readonly id: string
  readonly title: string
  /** @throws the system's error when the address cannot be bound */
  start(options: OriginOptions): Promise<Origin>
}
