import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'browser-held',
    title: 'buffers the body until the origin ends, in front of a browser',
    hooks: { holdUntilEnd: true },
    breaks: { 'browser/live': 'held' },
    blocks: [],
  },
  {
    id: 'browser-unnamed',
    title: 'drops the names of events, in front of a browser',
    hooks: { dropEventNames: true },
    breaks: { 'browser/live': 'unnamed' },
    blocks: [],
  },
  {
    id: 'browser-without-id',
    title: 'drops Last-Event-ID, in front of a browser',
    hooks: { dropLastEventId: true },
    breaks: { 'browser/returns': 'without-id' },
    blocks: [],
  },
  {
    id: 'browser-200-for-204',
    title: 'turns every response into an event stream, in front of a browser',
    hooks: { answerAsStream: true },
    breaks: { 'browser/stops': 'goes-on' },
    blocks: [],
  },
]
