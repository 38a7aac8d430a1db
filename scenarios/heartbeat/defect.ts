import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'cuts-idle',
    title: 'cuts a stream by FIN after 2 s without a byte',
    hooks: { cutIdle: 2000, cutBy: 'fin' },
    breaks: { 'heartbeat/quiet': 'cut-idle', 'heartbeat/cut-form': 'fin' },
    blocks: [],
  },
  {
    id: 'cuts-total',
    title: 'ends every stream after 2.5 s, whatever comes',
    hooks: { cutTotal: 2500 },
    breaks: { 'heartbeat/interval': 'no-help', 'heartbeat/quiet': 'cut-idle', 'heartbeat/cut-form': 'looks-whole' },
    blocks: [],
    neverAlone: 'what cuts a stream in spite of heartbeats cuts a silent one too',
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
