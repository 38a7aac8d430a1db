import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'drops-after-reload',
    title: 'drops old streams eight seconds after a reload',
    hooks: { cutAfterReload: 8000 },
    breaks: { 'reload-deadline/deadline': 'dropped', 'reload-deadline/form': 'fin' },
    blocks: [],
  },
  {
    id: 'caps-streams',
    title: 'closes every stream after twenty seconds, reload or not',
    hooks: { cutTotal: 20_000 },
    breaks: {},
    blocks: ['reload-deadline/deadline', 'reload-deadline/form'],
  },
]
