import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'says-nothing-of-loss',
    title: 'keeps client connections open when the origin goes down',
    hooks: { swallowEnd: true },
    breaks: { 'proxy-error/cut-seen': 'left-waiting' },
    blocks: ['proxy-error/event-source'],
  },
  {
    id: 'hides-failure',
    title: 'answers 200 with an empty body while the origin is down',
    hooks: { failureStatus: 200 },
    breaks: { 'proxy-error/answered': 'hidden' },
    blocks: [],
  },
  {
    id: 'mutes-failure',
    title: 'does not respond while the origin is down',
    hooks: { muteFailure: true },
    breaks: { 'proxy-error/answered': 'left-waiting', 'proxy-error/event-source': 'waits' },
    blocks: ['proxy-error/cors'],
  },
  {
    id: 'fails-with-cors',
    title: 'sends CORS fields with its own errors',
    hooks: { failWithCors: true },
    breaks: { 'proxy-error/cors': 'present' },
    blocks: [],
  },
  {
    id: 'keeps-away',
    title: 'avoids an origin that was down for forty seconds',
    hooks: { downAfterFailure: 40_000 },
    breaks: { 'proxy-error/recovery': 'later' },
    blocks: [],
  },
]
