/** Between two tokens that are sent after the client closed its stream, in ms. */
export const EVERY = 100
