import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'cuts-idle',
    title: 'closes a stream (FIN) after 2 s idle',
    hooks: { cutIdle: 2000, cutBy: 'fin' },
    breaks: { 'heartbeat/quiet': 'cut-idle', 'heartbeat/cut-form': 'fin' },
    blocks: [],
  },
  {
    id: 'cuts-total',
    title: 'closes every stream after 2.5 s in total',
    hooks: { cutTotal: 2500 },
    breaks: { 'heartbeat/interval': 'no-help', 'heartbeat/quiet': 'cut-idle', 'heartbeat/cut-form': 'looks-whole' },
    blocks: [],
    neverAlone: 'a timer that closes streams despite heartbeats closes idle ones too',
  },
  {
    id: 'drops-comments',
    title: 'drops comments',
    hooks: { dropComments: true },
    breaks: { 'heartbeat/delivered': 'dropped' },
    blocks: [],
  },
  {
    id: 'drops-data-beats',
    title: 'drops heartbeats that are sent as data',
    hooks: { dropDataBeats: true },
    breaks: { 'heartbeat/delivered': 'dropped' },
    blocks: [],
    golden: { beat: 'data' },
  },
]
