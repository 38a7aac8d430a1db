/** What the harness needs of an origin: the upstream behind the last proxy. */
import type { HeaderField } from './names.ts'
import type { Address } from './proxy.ts'
import type { Exchange } from './stage.ts'
import type { OriginFact } from './trace.ts'

/** Receives the facts and exchanges of one test case; its facts have absolute times. */
export interface Follower {
  fact(fact: OriginFact): void
  /**
   * A request for a client's attempt has arrived; the scenario answers it. A proxy that retries causes another exchange for the
   * same attempt.
   */
  exchange(client: string, attempt: number, exchange: Exchange): void
}

/** `requests`: how many of the origin's own pass through the route at any time. */
export interface Spared extends Disposable {
  readonly requests: number
}

/** A running origin. Many test cases share it, each with its own token. Disposing destroys every connection. */
export interface Origin extends AsyncDisposable {
  readonly address: Address
  /** Generates a token that this origin accepts. Absent: it accepts any token. */
  newToken?(): string
  /**
   * Passes to a follower all requests that carry this token ([a-z0-9]+) in `sse-compat-stream: <token>.<client>.<attempt>` or,
   * where a proxy dropped that header, in the target as `/<token>/<client>` with the name as `nameInTarget` writes it (the attempt is then the lowest one not yet seen).
   * Disposing ends the responses that are still open correctly, and passes on nothing more.
   */
  follow(token: string, follower: Follower): Disposable
  /** Until it is disposed of, as few requests of its own as possible pass through the route. Absent: none does. */
  spare?(): Spared
  /** Stops listening and resets every connection. New connections are refused. */
  down(): Promise<void>
  /** Listens again on the same address and port. Rejects with the system's error when the port is in use. */
  up(): Promise<void>
}

export interface OriginOptions {
  /** Address to bind. The origin chooses a free port. */
  readonly host: string
  /** Added to every response head, as the application of the profile would send them. */
  readonly headers: readonly HeaderField[]
}

/**
 * A kind of upstream. `servers/origin` speaks HTTP; others may speak FastCGI, or relay to an application. A profile names the
 * kind that its proxy expects (`# upstream: <id>`); a session may use another one instead.
 */
export interface OriginKind {
  /** The name of its folder. */
  readonly id: string
  readonly title: string
  /** @throws the system's error when the address cannot be bound */
  start(options: OriginOptions): Promise<Origin>
}
