import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'drops-upgrade',
    title: 'forwards the request without Upgrade',
    hooks: { dropUpgrade: true },
    breaks: { 'websocket/upgrade': 'downgraded' },
    blocks: ['websocket/echo'],
  },
  {
    id: 'refuses-upgrade',
    title: 'rejects upgrades itself',
    hooks: { refuseUpgrade: 501 },
    breaks: { 'websocket/upgrade': 'refused' },
    blocks: ['websocket/echo'],
  },
  {
    id: 'ignores-upgrade',
    title: 'does not respond to upgrade requests',
    hooks: { muteUpgrade: true },
    breaks: { 'websocket/closed': 'left-waiting', 'websocket/upgrade': 'no-answer' },
    blocks: ['websocket/echo'],
  },
  {
    id: 'holds-messages',
    title: 'upgrades, and buffers what the application sends until it closes',
    hooks: { holdUpgraded: true },
    breaks: { 'websocket/echo': 'held' },
    blocks: [],
  },
]
