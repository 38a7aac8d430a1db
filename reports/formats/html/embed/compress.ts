/** Data as text for the page: compressed, in characters that are not markup. */
import { deflateRawSync } from 'node:zlib'

/** The browser's `DecompressionStream('deflate-raw')` reads it. */
export const compress = (data: unknown): string => deflateRawSync(JSON.stringify(data), { level: 9 }).toString('base64')
