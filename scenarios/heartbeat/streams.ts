import type { Ms } from '../../harness/model/index.ts'

export const SILENT = 'silent'
/** nginx does not re-arm its timer for bytes within 300 ms of the last arming, so timing starts after that. */
export const SETTLE: Ms = 400
/** The idle period is this much longer than the one that is reported. */
export const GRACE: Ms = 300

/**
 * The harness sent a heartbeat so late that the close is no evidence against the proxy.
 * @param share of the idle timeout after which it should have been sent, below 1 where it should have kept the stream open
 * @param longestGap between two writes, or between the last one and the close
 */
export const isLate = (share: number, longestGap: Ms, idleTimeout: Ms): boolean =>
  share < 1 && longestGap > idleTimeout * (share + 0.03)
