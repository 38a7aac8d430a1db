import type { Framing } from '../../harness/model/index.ts'

/** The framings that are tested side by side, each on a stream of that name. */
export const NAMES = ['chunked', 'close-delimited', 'content-length'] as const satisfies readonly Framing[]
export const EVENTS = 3
/** Bytes of an event on the wire. */
export const SIZE = 60
/** How long the origin waits for an event (ms); an end within this time counts as immediate. */
export const PATIENCE = 1000
