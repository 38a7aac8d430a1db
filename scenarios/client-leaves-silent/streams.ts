/** It leaves; the other one stays, and shows what the proxy does to a silent stream anyway. */
export const LEAVER = 'leaver'
export const STAYER = 'stayer'
