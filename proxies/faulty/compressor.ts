/** A content coding that is flushed after each written piece. */
import { constants, createBrotliCompress, createGzip, createZstdCompress } from 'node:zlib'
import type { Hooks } from './hooks.ts'

export function compressorFor(coding: Hooks['coding'] = 'gzip') {
  if (coding === 'br') return createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH })
  if (coding === 'zstd') return createZstdCompress({ flush: constants.ZSTD_e_flush })
  return createGzip({ flush: constants.Z_SYNC_FLUSH })
}
