import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadCatalog } from '../../matrix/catalog.ts'
import { TOP } from '../../matrix/folders.ts'
import type { ProxiedRoute } from '../../model/index.ts'
import { readTrace } from '../../trace/trace-files.ts'
import type { Remedy } from '../report/report.ts'
import type { Examination } from '../session.ts'
import { narrowed, ownStreamPlace, pathsFor } from './narrower.ts'
import type { CaseRun } from './variant-runner.ts'

const place = (path: string, rest: Partial<ProxiedRoute> = {}): ProxiedRoute => ({
  path,
  host: '',
  name: `location ${path}`,
  server: { index: 0, address: '' },
  serverWhere: 'app.conf:1',
  serverNames: [],
  tls: false,
  fronts: ['h1'],
  isStreamLike: false,
  where: 'app.conf:3',
  target: 'http://app',
  ...rest,
})

it.for([
  ['by its name', place('/', {}), place('/events/'), '/events/'],
  ['by its settings', place('/'), place('/a/b', { isStreamLike: true }), '/a/b'],
  ['below a part of the site', place('/api'), place('/api/sse'), '/api/sse'],
  ['not one beside that part', place('/api/'), place('/events/'), undefined],
  ['not one whose name only begins alike', place('/api'), place('/apistream'), undefined],
  ['not a place that serves no stream', place('/'), place('/assets/'), undefined],
] as const)('streams that have a place of their own need no second: %s', ([_, route, other, expected]) => {
  expect(ownStreamPlace(route, [other])?.path).toBe(expected)
})

it('the path that was asked for comes first, then the usual ones that no other place has', () => {
  expect(pathsFor(place('/'), [])).toEqual(['/', '/sse/', '/stream/', '/event-stream/'])
  expect(pathsFor(place('/api/'), [place('/api/sse')])).toEqual(['/api/', '/api/stream/', '/api/event-stream/'])
})

it('for a purpose they are those that its clients request', () => {
  expect(pathsFor(place('/'), [place('/mcp')], 'mcp')).toEqual(['/', '/api/mcp', '/v1/mcp'])
  expect(pathsFor(place('/v1/'), [], 'llm').slice(0, 2)).toEqual(['/v1/', '/v1/chat/completions'])
  expect(pathsFor(place('/openai/'), [], 'llm')[1]).toBe('/openai/v1/chat/completions')
})

it.for([
  ['complete', '/a/sse/'],
  ['refused', undefined],
] as const)('a change for one path with which the configuration is %s: offered for %s', async ([state, path]) => {
  const end = { grade: 'works', headline: '', passed: 0, failed: 0 } as const
  const examination = {
    variants: { variant: () => ({ tails: ['delivery'], run: async () => ran(state) }) },
    profile: { id: 'app', config: {}, originHeaders: [], options: {} },
    route: place('/a/'),
    neighbours: [],
    remedies: { narrowed: (_: unknown, __: unknown, own: string) => (own === '/a/' ? undefined : [EDIT]) },
    situation: { config: FILES },
    originals: FILES,
    names: { inDiff: (name: string) => name, inText: (text: string) => text },
    scenarios,
  } as unknown as Examination
  const remedy: Remedy = { titles: [], diff: '', originHeaders: [], turns: [], before: end, after: end }
  const found = await narrowed(examination, { items: [], remedy }, [ran('refused')], { ...end, cells: [] } as never)
  expect(found?.path).toBe(path)
})

const FILES = { 'app.conf': 'a b;\n' }
const EDIT = { file: 'app.conf', start: 0, end: 1, text: 'c' }

const { scenarios } = await loadCatalog()
const recorded = await readTrace(join(TOP, 'scenarios/delivery/traces/control.chunked-60-h1.jsonl'))

/** Of a configuration that the proxy refuses nothing is judged. */
const ran = (state: string): CaseRun =>
  ({
    tail: 'delivery',
    cell: { axes: {} },
    trace: { ...recorded, outcome: { state, message: '' } },
    control: recorded,
    judged: [],
  }) as unknown as CaseRun
