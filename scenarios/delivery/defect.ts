import type { Defect } from '../../harness/model/index.ts'

const NO_FLOW = ['delivery/prompt', 'delivery/latency']

export const defects: readonly Defect[] = [
  {
    id: 'holds-large',
    title: 'buffers the body until the end if its first piece has 512 bytes or more, as some compressors do',
    hooks: { holdFrom: 512 },
    breaks: { 'delivery/live': 'held-until-end' },
    blocks: NO_FLOW,
    golden: { event: '2000' },
  },
  {
    id: 'holds-until-end',
    title: 'buffers the body until the origin ends',
    hooks: { holdUntilEnd: true },
    breaks: { 'delivery/live': 'held-until-end' },
    blocks: NO_FLOW,
    // Padding up to 300 KB makes the trace large, and holds-large shows the same.
    golden: 'none',
  },
  {
    id: 'holds-bytes',
    title: 'buffers until 4,096 bytes have arrived',
    hooks: { holdBytes: 4096 },
    breaks: { 'delivery/live': 'held-until-bytes' },
    blocks: NO_FLOW,
  },
  {
    id: 'holds-start',
    title: 'buffers the first 4,096 bytes of a body, and nothing later',
    hooks: { holdStart: 4096 },
    breaks: { 'delivery/live': 'held-until-bytes' },
    blocks: NO_FLOW,
  },
  {
    id: 'one-behind',
    title: 'flushes an event when the next one arrives',
    hooks: { oneBehind: true },
    breaks: { 'delivery/live': 'one-behind' },
    blocks: NO_FLOW,
  },
  {
    id: 'cuts-early',
    title: 'closes a stream at its seventh event',
    hooks: { cutAtEvent: 7 },
    breaks: { 'delivery/live': 'cut' },
    blocks: [...NO_FLOW, 'delivery/intact'],
  },
  {
    id: 'ticks',
    title: 'flushes events every 200 ms',
    hooks: { tick: 200 },
    breaks: { 'delivery/prompt': 'coalesced' },
    blocks: [],
  },
  {
    id: 'ticks-slowly',
    title: 'flushes events every 2.5 s, which is longer than the origin waits for one',
    hooks: { tick: 2500 },
    breaks: { 'delivery/prompt': 'coalesced' },
    blocks: ['delivery/latency'],
  },
  {
    id: 'holds-head',
    title: 'delays the response headers until the first body byte',
    hooks: { holdHead: true },
    breaks: { 'delivery/head-first': 'delayed' },
    blocks: [],
  },
  {
    id: 'rewrites-content-type',
    title: 'answers with Content-Type: text/plain',
    hooks: { contentType: 'text/plain' },
    breaks: { 'delivery/content-type': 'rewritten' },
    blocks: [],
    neverAlone: 'EventSource gives up at another Content-Type (WHATWG HTML §9.2.3), so it does not reconnect either',
  },
  {
    id: 'loses-event',
    title: 'loses the seventh event',
    hooks: { loseEvent: 7 },
    breaks: { 'delivery/intact': 'lost' },
    blocks: ['delivery/latency'],
  },
  {
    id: 'duplicates-event',
    title: 'sends the seventh event twice',
    hooks: { duplicateEvent: 7 },
    breaks: { 'delivery/intact': 'duplicated' },
    blocks: [],
  },
  {
    id: 'alters-event',
    title: 'changes the data of the seventh event',
    hooks: { alterEvent: 7 },
    breaks: { 'delivery/intact': 'altered' },
    blocks: [],
  },
  {
    id: 'encodes',
    title: 'adds Content-Encoding: gzip, flushed with each event',
    hooks: { gzip: true },
    breaks: { 'delivery/encoding': 'encoded' },
    blocks: [],
  },
]
