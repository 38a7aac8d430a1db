/**
 * How long a test case of each scenario took, to split a run evenly: the mean of a run of 22 November 2026 (824 test
 * cases on two cores). A wrong number makes shards uneven, and changes no verdict.
 */
import type { Ms } from '../model/index.ts'

/** For a scenario that is not in the list. */
export const OTHER_SCENARIO: Ms = 1500

/** CPU time of a test case, proxies included; the mean of 6,823. */
export const PROCESSOR_MS: Ms = 56

export const MS_OF_SCENARIO: Readonly<Record<string, Ms>> = {
  'accel-header': 660,
  application: 190,
  'big-and-split': 250,
  browser: 3220,
  burst: 450,
  cadence: 2020,
  capacity: 2980,
  'client-leaves-busy': 280,
  'client-leaves-silent': 940,
  compression: 410,
  delivery: 2390,
  'headers-first': 770,
  heartbeat: 6720,
  http2: 1740,
  'idle-cut': 3340,
  incremental: 720,
  'origin-close': 380,
  'post-stream': 400,
  'post-upload': 4530,
  'proxy-error': 210,
  reload: 3980,
  'reload-deadline': 2980,
  resume: 1020,
  'retry-replay': 1160,
  'shared-stream': 1310,
  'six-connections': 1520,
  'slow-head': 2100,
  'slow-reader': 1900,
  status: 320,
  threshold: 1170,
  'total-cap': 11_720,
  truncation: 540,
  websocket: 10,
}
