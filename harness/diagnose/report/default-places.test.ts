import { expect, test } from 'vitest'
import { withDefaultPlaces } from './default-places.ts'
import { reportOf } from './report.fixture.ts'
import type { Cause } from './report.ts'
import type { Sources } from './source-lines.ts'

const LINES = ['server {', '    location /events/ {', '        proxy_pass http://app;', '    }', '}']
const sources: Sources = (where) => {
  const line = Number(/^app\.conf:(\d+)$/.exec(where)?.[1])
  const text = LINES[line - 1]
  return text === undefined ? undefined : { where, line, text }
}
const base: Cause = { name: 'proxy_buffering', says: 'on is the default', why: '', doc: '' }

test.for<[string, string, Cause, Pick<Cause, 'where' | 'near'>]>([
  ['a default is at the start of the location', 'location /events/', base, { near: 'app.conf:2' }],
  ['where that is not found, at the line that passes requests on', 'location @x', base, { near: 'app.conf:3' }],
  ['of another block, there', 'location /events/', { ...base, near: 'app.conf:1' }, { near: 'app.conf:1' }],
])('%s', ([, name, cause, expected]) => {
  expect(placed(name, cause)).toEqual({ ...base, ...expected })
})

test('a written line keeps its place', () => {
  expect(placed('location /events/', { ...base, where: 'app.conf:3' })).toEqual({ ...base, where: 'app.conf:3' })
})

function placed(name: string, cause: Cause): Cause | undefined {
  const [route] = reportOf('text').routes
  const [failure] = route?.failing ?? []
  if (route === undefined || failure === undefined) throw new Error('the fixture has one')
  const given = { ...route, name, where: 'app.conf:3', failing: [{ ...failure, causes: [cause] }] }
  return withDefaultPlaces(given, sources).failing[0]?.causes[0]
}
