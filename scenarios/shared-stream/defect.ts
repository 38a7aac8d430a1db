import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'waits-for-first',
    title: 'delays a second request for one URL until the first response ends',
    hooks: { share: 'wait' },
    breaks: { 'shared-stream/own': 'waits' },
    blocks: [],
  },
  {
    id: 'replays-stream',
    title: 'answers later requests for one URL from a cache',
    hooks: { share: 'replay' },
    breaks: { 'shared-stream/secluded': 'replayed', 'shared-stream/cacheable': 'replayed' },
    blocks: [],
    neverAlone: 'a cache that stores what the application does not permit stores what it permits too',
  },
  {
    id: 'replays-cacheable',
    title: 'answers later requests for one URL from a cache, where the application permits it',
    hooks: { share: 'replay-cacheable' },
    breaks: { 'shared-stream/cacheable': 'replayed' },
    blocks: [],
    golden: { cache: 'max-age' },
  },
  {
    id: 'collapses-streams',
    title: 'shares one open response among all clients of its URL',
    hooks: { share: 'collapse' },
    breaks: {
      'shared-stream/secluded': 'collapsed',
      'shared-stream/cacheable': 'collapsed',
      'shared-stream/own': 'collapsed',
    },
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
