/** The name of the stream. */
export const SOCKET = 'socket'
/** Sent by the client, one at a time. */
export const MESSAGES = ['one', 'two', 'three', 'four', 'five'] as const
