/** How many times faster than ours the proxy lives. */
export const CLOCK = 20
/** An EventSource that has a stream when the application goes down. */
export const VIEWER = 'viewer'
/** Asks while it is down, from another site. */
export const DOWN = 'down'
export const PAGE = 'https://page.example'
/** Those that ask, one after the other, once it is up again. */
export const tryName = (n: number): string => `try-${n}`
