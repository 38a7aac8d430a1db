import { expect, it } from 'vitest'
import type { ProxiedRoute } from '../../model/index.ts'
import { ownStreamPlace, pathsFor } from './narrower.ts'

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
