/** Resource limits for a configuration of unknown origin. */

import { totalmem } from 'node:os'

const GIB = 2 ** 30

/** Bytes. Memory of all processes of a check, where control groups are available; also the limit of its temporary files. */
export const MEMORY: number = Math.min(8 * GIB, Math.floor(totalmem() * 0.7))
export const TEMPORARY_FILES: number = Math.min(2 * GIB, Math.floor(totalmem() / 4))
/** Processes and threads of a check: some hundred proxies, including an Apache with 1,100 threads. */
export const PROCESSES = 16_384

/** setrlimit(2) for each process of a proxy, by prlimit(1): address space, file size, no core files. */
export const PROXY_LIMITS: readonly string[] = [`--as=${4 * GIB}`, `--fsize=${GIB / 2}`, '--core=0']
