/** Names of measures for readers. In report.json and in expectations a measure keeps its id. */

const WORDS: Readonly<Record<string, string>> = {
  held: 'buffered',
  heldNext: 'buffered before the next flush',
  heldAtLeast: 'buffered at least',
  heldEvents: 'buffered events',
  heldRandom: 'buffered of random bytes',
  heldSpaces: 'buffered of spaces',
  heldRandomAtLeast: 'buffered of random bytes, at least',
  heldSpacesAtLeast: 'buffered of spaces, at least',
  behind: 'delayed by',
  cutAfter: 'closed after',
  droppedAfter: 'closed after',
  limit: 'gives up after',
  asked: 'requests',
  askedAgain: 'repeated requests',
  back: 'echo after',
  breaks: 'truncations',
  masked: 'that look complete',
  plain: 'decoded',
  needed: 'heartbeats until a flush',
  strangers: 'events of another client',
  safe: 'safe interval',
  taken: 'accepted from the origin',
  all: 'served in all',
  more: 'requested in addition',
  roomAfter: 'served again after',
  toLast: 'until the last event',
  reads: 'reads by the client',
  with: 'delay with the header',
  without: 'delay without it',
  watched: 'observed for',
  control: 'without a proxy',
}

/** `cutAfter` → `closed after`; an unknown id is split into words: `firstToken` → `first token`. */
export const measureWords = (id: string): string =>
  (Object.hasOwn(WORDS, id) ? WORDS[id] : undefined) ?? id.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
