import type { Block } from '../encoder.ts'
import type { Missed } from '../history.ts'

/** The events of a hub, in the order that all of its subscribers are shown: kept here alone, or shared by several servers. */
export interface EventLog {
  /**
   * Gives an event its id and its place in the order. Where the log is in this process, everything is done on return.
   * Rejects with SseCompatError `log-away` where the log cannot be reached: then it may or may not have taken the event.
   */
  append(event: string, data: string): string | Promise<string>
  /** What came after an id, as far as this server knows. */
  since(id: string): Missed
  /** Where the log may hold more than this server knows, up to that id: resolves when it knows all of it. Never rejects. */
  reading(id: string): Promise<void> | undefined
  /** Is called with every event as it gets its place, wherever it was published. To be set once, before the first. */
  follow(deliver: (block: Block) => void): void
  /** The id of the last event, or the one before the first. */
  readonly newest: string
  /** The last event, if there is one. */
  readonly last: Block | undefined
  close(): void
}
