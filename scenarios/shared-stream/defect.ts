import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'waits-for-first',
    title: 'lets a second request for one URL wait until the first answer is over',
    hooks: { share: 'wait' },
    breaks: { 'shared-stream/own': 'waits' },
    blocks: [],
  },
  {
    id: 'replays-stream',
    title: 'answers later requests for one URL with what the first one got',
    hooks: { share: 'replay' },
    breaks: { 'shared-stream/secluded': 'replayed' },
    blocks: [],
  },
  {
    id: 'collapses-streams',
    title: 'gives one answer to all that ask for its URL while it is open',
    hooks: { share: 'collapse' },
    breaks: { 'shared-stream/secluded': 'collapsed', 'shared-stream/own': 'collapsed' },
    blocks: [],
  },
  {
    id: 'alters-each-first',
    title: 'changes the data of the first event of each stream',
    hooks: { alterEvent: 1 },
    breaks: { 'shared-stream/intact': 'altered' },
    blocks: [],
  },
]
