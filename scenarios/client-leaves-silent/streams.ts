/** LEAVER disconnects; STAYER remains, to show what the proxy does to an idle stream anyway. */
export const LEAVER = 'leaver'
export const STAYER = 'stayer'
