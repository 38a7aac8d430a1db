/**
 * How long a test case of each scenario took, to split a run evenly: the mean of a run of 30 November 2026 (10,308
 * test cases on two cores). A wrong number makes shards uneven, and changes no verdict.
 */
import type { Ms } from '../model/index.ts'

/** For a scenario that is not in the list. */
export const OTHER_SCENARIO: Ms = 1500

/** CPU time of a test case, proxies included; the mean of 10,308. */
export const PROCESSOR_MS: Ms = 26

export const MS_OF_SCENARIO: Readonly<Record<string, Ms>> = {
  'accel-header': 720,
  application: 250,
  'big-and-split': 190,
  browser: 3510,
  burst: 400,
  cadence: 1930,
  capacity: 3930,
  'client-leaves-busy': 750,
  'client-leaves-silent': 1720,
  compression: 250,
  delivery: 1700,
  'headers-first': 910,
  heartbeat: 7330,
  http2: 1550,
  'idle-cut': 3870,
  incremental: 760,
  llm: 690,
  mcp: 610,
  'origin-close': 400,
  'post-stream': 340,
  'post-upload': 5000,
  'proxy-error': 200,
  reload: 3890,
  'reload-deadline': 3280,
  resume: 650,
  'retry-replay': 1400,
  'shared-stream': 800,
  'six-connections': 2090,
  'slow-head': 2540,
  'slow-reader': 1510,
  status: 260,
  threshold: 1140,
  'total-cap': 8830,
  truncation: 540,
  websocket: 100,
}
