/** LEAVER disconnects; STAYER stays open, to show what the proxy does to an idle stream anyway. */
export const LEAVER = 'leaver'
export const STAYER = 'stayer'
