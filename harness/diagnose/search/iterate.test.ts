import { expect, test } from 'vitest'
import type { Examined } from '../diagnose-route.ts'
import { reportOf } from '../report/report.fixture.ts'
import type { Examination } from '../session.ts'
import { examineInRounds } from './iterate.ts'

const [route] = reportOf('text').routes
const first = { report: { ...route, undone: [] }, combined: undefined, changed: {}, hides: true } as unknown as Examined
const examination = {
  tellRunning: () => {},
  situation: { config: { 'a.conf': '' } },
  originals: { 'a.conf': '' },
  names: { named: (where: string) => where },
  route: { path: '/', name: 'location /', target: 'http://shop', where: 'a.conf:1', isStreamLike: false },
  routesIn: () => [],
  neighbours: [
    { path: '/live/', name: 'location /live', target: 'http://shop', where: 'a.conf:2', isStreamLike: false },
  ],
} as unknown as Examination

test('an interrupted second round leaves the report of the first, which says so', async () => {
  const rounds = [first, undefined]
  const ended = await examineInRounds(examination, async () => rounds.shift())
  expect(rounds).toEqual([])
  expect(ended?.report).toMatchObject({
    headline: route?.headline,
    undone: ['more fails with the change made; it was interrupted before the cause was found'],
  })
})

test('an interrupted first round leaves none', async () => {
  expect(await examineInRounds(examination, async () => undefined)).toBeUndefined()
})

test('what a whole site would lose is not offered where its server has a place for streams, which is named', async () => {
  const [failure] = route?.failing ?? []
  const remedy = { ...failure?.remedy, titles: ['cache off'], costs: 'the cache' }
  const report = { ...route, failing: [{ ...failure, remedy, harmful: [] }], combined: remedy }
  const { narrower: _, ...wide } = report
  const only = { ...first, report: wide, hides: false } as unknown as Examined
  const ended = await examineInRounds(examination, async () => only)
  expect(ended?.report.combined).toBeUndefined()
  expect(ended?.report.failing[0]?.harmful).toContainEqual({
    title: 'cache off',
    worsened: ['the cache; streams have a place of their own, `location /live` (a.conf:2)'],
  })
})

test('a change for one path alone is not taken for the wider one, which a further change would be joined to', async () => {
  const [failure] = route?.failing ?? []
  const wide = { ...failure?.remedy, titles: ['cache off'], costs: 'the cache' }
  const narrower = { ...failure?.remedy, titles: ['cache off'], path: '/sse/', diff: 'for /sse/' }
  const report = { ...route, failing: [], combined: wide, narrower }
  const items = [{ change: [], originHeaders: [] }]
  const only = { ...first, report, combined: { items }, hides: false } as unknown as Examined
  const ended = await examineInRounds({ ...examination, neighbours: [] }, async () => only)
  expect(ended?.report.combined?.diff).toBe('for /sse/')
  expect(ended?.last).toBeUndefined()
  const { narrower: _, ...withoutPath } = report
  const other = await examineInRounds(
    { ...examination, neighbours: [] },
    async () => ({ ...only, report: withoutPath }) as Examined,
  )
  expect(other?.last).toBeDefined()
})

test('the next round knows the route by its place in the changed configuration, and tells lines of the user’s files', async () => {
  const at = { server: { index: 0, address: '' }, path: '/', name: 'location /', serverWhere: '' }
  const before = { 'a.conf': 'bad\n\npass\n' }
  const change = [{ file: 'a.conf', start: 0, end: 4, text: '' }]
  const given = {
    ...examination,
    situation: { config: before },
    originals: before,
    route: { ...at, where: 'a.conf:3', place: '5:a.conf' },
    routesIn: ({ 'a.conf': text = '' }) => [{ ...at, where: 'a.conf:2', place: `${text.indexOf('pass')}:a.conf` }],
  } as unknown as Examination
  const refused = { ...first, combined: { items: [{ change, originHeaders: [] }] } } as unknown as Examined
  const rounds: Examination[] = []
  await examineInRounds(given, async (now) => {
    rounds.push(now)
    return rounds.length === 1 ? refused : undefined
  })
  expect(rounds[1]?.route).toMatchObject({ where: 'a.conf:2', place: '1:a.conf' })
  expect(rounds[1]?.names.named('a.conf:2')).toBe('a.conf:3')
})
