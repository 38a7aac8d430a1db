import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'four-streams',
    title: 'serves four streams; the next client waits',
    hooks: { mostStreams: 4 },
    breaks: { 'six-connections/goes-on': 'stuck', 'six-connections/seventh': 'fewer' },
    blocks: [],
  },
]
