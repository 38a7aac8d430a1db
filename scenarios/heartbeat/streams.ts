import type { Ms } from '../../harness/model/index.ts'

export const SILENT = 'silent'
/** nginx does not re-arm its timer for bytes within 300 ms of the last arming, so timing starts after that. */
export const SETTLE: Ms = 400
