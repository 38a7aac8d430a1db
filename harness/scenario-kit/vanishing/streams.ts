/** Names of the two streams: one client vanishes, the other one stays. */
export const VANISHED = 'vanished'
export const STAYED = 'stayed'
