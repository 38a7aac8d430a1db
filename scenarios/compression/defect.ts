import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'compresses-well',
    title: 'compresses correctly: accepted, allowed, flushed and declared (no defect)',
    hooks: { compress: 'well' },
    breaks: { 'compression/encoding': 'gzip' },
    blocks: [],
  },
  {
    id: 'compresses-held',
    title: 'compresses without a flush for each event',
    hooks: { compress: 'held' },
    breaks: { 'compression/live': 'held', 'compression/encoding': 'gzip' },
    blocks: [],
  },
  {
    id: 'compresses-unasked',
    title: 'compresses for clients that accept no coding',
    hooks: { compress: 'unasked' },
    breaks: { 'compression/asked': 'forced', 'compression/encoding': 'gzip' },
    blocks: [],
  },
  {
    id: 'compresses-forbidden',
    title: 'compresses despite no-transform',
    hooks: { compress: 'forbidden' },
    breaks: { 'compression/no-transform': 'transformed', 'compression/encoding': 'gzip' },
    blocks: [],
  },
  {
    id: 'compresses-without-vary',
    title: 'compresses without Vary',
    hooks: { compress: 'no-vary' },
    breaks: { 'compression/vary': 'missing', 'compression/encoding': 'gzip' },
    blocks: [],
  },
  {
    id: 'compresses-with-etag',
    title: 'compresses under the ETag of the identity response',
    hooks: { compress: 'strong-etag' },
    breaks: { 'compression/etag': 'kept', 'compression/encoding': 'gzip' },
    blocks: [],
  },
  {
    id: 'loses-while-compressing',
    title: 'loses the last event',
    hooks: { compress: 'well', loseEvent: 3 },
    breaks: { 'compression/decodes': 'lost', 'compression/encoding': 'gzip' },
    blocks: [],
  },
]
