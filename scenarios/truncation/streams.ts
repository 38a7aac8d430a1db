/** The kinds of abort that are tested side by side, each on a stream of that name, with their wording. */
export const BREAKS = {
  inside: 'a FIN inside a chunk',
  between: 'a FIN between chunks',
  reset: 'a reset (RST)',
  'reset-undelimited': 'a reset of a response without chunks',
  short: 'a FIN before its Content-Length is reached',
} as const

export type Break = keyof typeof BREAKS
export const NAMES = Object.keys(BREAKS) as readonly Break[]
export const EVENTS = 3
