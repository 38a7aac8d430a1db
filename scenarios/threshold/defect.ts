import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'threshold-3k',
    title: 'buffers 3,000 bytes',
    hooks: { holdBytes: 3000 },
    breaks: {
      'threshold/held': 'until-bytes',
      'threshold/preamble': 'no-change',
      'threshold/heartbeats': 'no-change',
    },
    blocks: [],
  },
  {
    id: 'threshold-2k',
    title: 'buffers 2,080 bytes, which a preamble and an event fill',
    hooks: { holdBytes: 2080 },
    breaks: {
      'threshold/held': 'until-bytes',
      'threshold/preamble': 'releases-once',
      'threshold/heartbeats': 'no-change',
    },
    blocks: [],
    golden: 'none',
  },
  {
    id: 'threshold-next',
    title: 'buffers each piece until the next one arrives',
    hooks: { oneBehind: true },
    breaks: {
      'threshold/held': 'next-write',
      'threshold/preamble': 'no-change',
      'threshold/heartbeats': 'releases',
    },
    blocks: [],
  },
  {
    id: 'threshold-none',
    title: 'buffers everything until the end',
    hooks: { holdUntilEnd: true },
    breaks: {
      'threshold/held': 'until-end',
      'threshold/preamble': 'no-change',
      'threshold/heartbeats': 'no-change',
    },
    blocks: [],
    golden: 'none',
  },
  {
    id: 'threshold-loses',
    title: 'loses the event',
    hooks: { loseEvent: 1 },
    breaks: {
      'threshold/arrives': 'lost',
      'threshold/held': 'next-write',
      'threshold/preamble': 'no-change',
      'threshold/heartbeats': 'no-change',
    },
    blocks: [],
  },
]
