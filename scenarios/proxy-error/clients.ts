/** Speed of the proxy's clock relative to real time. */
export const CLOCK = 20
/** An EventSource with an open stream when the application goes down. */
export const VIEWER = 'viewer'
/** Sends a cross-origin request while it is down. */
export const DOWN = 'down'
export const PAGE = 'https://page.example'
/** Clients that send requests, one after the other, once it is up again. */
export const tryName = (n: number): string => `try-${n}`
