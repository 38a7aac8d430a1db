/** What a session may take of the server. Each is beyond what any scenario needs. */
import type { Ms } from '../../harness/model/index.ts'

export const LIMITS = {
  sessions: 4,
  /** Test cases at a time. */
  followed: 64,
  /** Test cases of one session in all. */
  cases: 5000,
  /** Streams that are open at a time: the scenario `capacity` opens 421. */
  streams: 512,
  /** Payload of one stream, and what may wait in memory for its client. */
  bytes: 64_000_000,
  unsent: 32_000_000,
  /** One piece of padding or bytes. */
  piece: 2_000_000,
  /** Body of a control message. */
  message: 3_000_000,
  /** Facts that nobody has fetched. */
  news: 50_000,
  /** A session without a message for so long is over, and its streams end. */
  silence: 30_000 as Ms,
  /** Longest life of a stream: a quarter of an hour is tested. */
  stream: 1_200_000 as Ms,
} as const

export type LabLimits = { readonly [K in keyof typeof LIMITS]: number }
