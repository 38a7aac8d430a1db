import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'drops-upgrade',
    title: 'passes the request on without its Upgrade',
    hooks: { dropUpgrade: true },
    breaks: { 'websocket/upgrade': 'downgraded' },
    blocks: ['websocket/echo'],
  },
  {
    id: 'refuses-upgrade',
    title: 'refuses upgrades itself',
    hooks: { refuseUpgrade: 501 },
    breaks: { 'websocket/upgrade': 'refused' },
    blocks: ['websocket/echo'],
  },
  {
    id: 'ignores-upgrade',
    title: 'leaves requests for an upgrade without an answer',
    hooks: { muteUpgrade: true },
    breaks: { 'websocket/closed': 'left-waiting', 'websocket/upgrade': 'no-answer' },
    blocks: ['websocket/echo'],
  },
  {
    id: 'holds-messages',
    title: 'upgrades, and holds what the application says until it closes',
    hooks: { holdUpgraded: true },
    breaks: { 'websocket/echo': 'held' },
    blocks: [],
  },
]
