/**
 * How long a test case of each scenario took, to split a run evenly: the mean of a run of 29 November 2026 (946 test
 * cases on two cores). A wrong number makes shards uneven, and changes no verdict.
 */
import type { Ms } from '../model/index.ts'

/** For a scenario that is not in the list. */
export const OTHER_SCENARIO: Ms = 1500

/** CPU time of a test case, proxies included; the mean of 6,823. */
export const PROCESSOR_MS: Ms = 56

export const MS_OF_SCENARIO: Readonly<Record<string, Ms>> = {
  'accel-header': 800,
  application: 310,
  'big-and-split': 410,
  browser: 4160,
  burst: 520,
  cadence: 2880,
  capacity: 6900,
  'client-leaves-busy': 2600,
  'client-leaves-silent': 3000,
  compression: 470,
  delivery: 3040,
  'headers-first': 740,
  heartbeat: 7700,
  http2: 2200,
  'idle-cut': 3940,
  incremental: 840,
  llm: 2170,
  mcp: 1680,
  'origin-close': 480,
  'post-stream': 540,
  'post-upload': 5260,
  'proxy-error': 510,
  reload: 4910,
  'reload-deadline': 3690,
  resume: 1170,
  'retry-replay': 1820,
  'shared-stream': 1490,
  'six-connections': 2590,
  'slow-head': 3220,
  'slow-reader': 2250,
  status: 410,
  threshold: 1500,
  'total-cap': 8900,
  truncation: 650,
  websocket: 40,
}
