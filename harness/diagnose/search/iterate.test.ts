import { expect, test, vi } from 'vitest'
import { type Examined, examine } from '../diagnose-route.ts'
import { reportOf } from '../report/report.fixture.ts'
import type { Examination } from '../session.ts'
import { examineInRounds } from './iterate.ts'

vi.mock('../diagnose-route.ts', () => ({ examine: vi.fn() }))

const [route] = reportOf('text').routes
const first = { report: { ...route, undone: [] }, combined: undefined, changed: {}, hides: true } as unknown as Examined
const examination = {
  tellRunning: () => {},
  situation: { config: { 'a.conf': '' } },
  originals: { 'a.conf': '' },
} as unknown as Examination

test('an interrupted second round leaves the report of the first, which says so', async () => {
  vi.mocked(examine).mockResolvedValueOnce(first).mockResolvedValueOnce(undefined)
  const ended = await examineInRounds(examination)
  expect(ended?.report).toMatchObject({
    headline: route?.headline,
    undone: ['more fails with the change made; it was interrupted before the cause was found'],
  })
})

test('an interrupted first round leaves none', async () => {
  vi.mocked(examine).mockResolvedValueOnce(undefined)
  expect(await examineInRounds(examination)).toBeUndefined()
})
