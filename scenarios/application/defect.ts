import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'drops-cors',
    title: 'drops Access-Control-Allow-Origin and other CORS fields',
    hooks: { dropFields: 'access-control-' },
    breaks: { 'application/same-head': 'fields' },
    blocks: [],
  },
  {
    id: 'drops-event-names',
    title: 'drops the type of every event',
    hooks: { dropEventNames: true },
    breaks: { 'application/same-events': 'altered' },
    blocks: ['application/same-body'],
  },
  {
    id: 'own-error-pages',
    title: "answers with a page of its own where the application's status is 400 or more",
    hooks: { ownErrorPages: true },
    breaks: { 'application/same-body': 'altered' },
    blocks: [],
    golden: { endpoint: 'status' },
  },
]
