/** How much a configuration of unknown making may take of this machine. */

import { totalmem } from 'node:os'

const GIB = 2 ** 30

/** Of everything that a check runs, where control groups are to be had; and of its temporary files. Bytes. */
export const MEMORY: number = Math.min(8 * GIB, Math.floor(totalmem() * 0.7))
export const TEMPORARY_FILES: number = Math.min(2 * GIB, Math.floor(totalmem() / 4))
/** Processes and threads of everything that a check runs: some hundred proxies, an Apache with 1,100 threads among them. */
export const PROCESSES = 16_384

/** setrlimit(2) of each process of a proxy, for prlimit(1): address space, size of a file, no core files. */
export const PROXY_LIMITS: readonly string[] = [`--as=${4 * GIB}`, `--fsize=${GIB / 2}`, '--core=0']
