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
