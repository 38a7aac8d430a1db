export const STREAM = 'stream'
/** Between two events, in ms. */
export const EVERY = 100
/** Events that are sent for nobody before the origin is taken to go on for ever. */
export const MOST = 20
