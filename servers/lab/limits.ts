/** Limits for one session. Each is above what any scenario needs. */
import type { Ms } from '../../harness/model/index.ts'

export const LIMITS = {
  sessions: 4,
  /** Concurrent test cases. */
  followed: 64,
  /** Total test cases of one session. */
  cases: 5000,
  /** Concurrently open streams: the scenario `capacity` opens 421. */
  streams: 512,
  /** Payload bytes of one stream, and bytes that may wait in memory for its client. */
  bytes: 64_000_000,
  unsent: 32_000_000,
  /** Bytes of all sessions that wait in memory because their clients do not read. */
  waiting: 64_000_000,
  /** Bytes in one call of padding or data. */
  piece: 2_000_000,
  /** Bytes in the body of a control message. */
  message: 3_000_000,
  /** Facts that have not been fetched. */
  news: 50_000,
  /**
   * A session with more streams than `crowd` that sends no message for this long has used up the chain, as `capacity` does: its streams
   * end, so that its messages get through again.
   */
  starved: 5_000 as Ms,
  crowd: 32,
  /** A session without a message for this long ends, and its streams with it. */
  silence: 30_000 as Ms,
  /** Maximum duration of a stream: a quarter of an hour is tested. */
  stream: 1_200_000 as Ms,
} as const

export type LabLimits = { readonly [K in keyof typeof LIMITS]: number }
