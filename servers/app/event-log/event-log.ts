import type { Block } from '../encoder.ts'
import type { Missed } from '../history.ts'

/** The events of a hub, in the order in which all subscribers receive them: stored by this server alone, or shared by several servers. */
export interface EventLog {
  /**
   * Gives an event its id and its position in the order. Where the log is in this process, this is done when the call returns.
   * Rejects with SseCompatError `log-away` where the log cannot be reached: the event may then have been stored or not.
   */
  append(event: string, data: string): string | Promise<string>
  /** The events after an id, as far as this server knows them. */
  since(id: string): Missed
  /**
   * Present where the log may contain events up to that id that this server has not read yet; resolves when it has read them.
   * Never rejects.
   */
  reading(id: string): Promise<void> | undefined
  /**
   * Sets the callback for every event, called when the event gets its position, whichever server published it. Must be set once,
   * before the first event.
   */
  follow(deliver: (block: Block) => void): void
  /** The id of the last event, or the id before the first. */
  readonly newest: string
  /** The last event, if there is one. */
  readonly last: Block | undefined
  close(): void
}
