import { expect, it } from 'vitest'
import type { Candidate, StreamLimit } from '../../model/index.ts'
import type { RouteReport, StreamsTested } from '../report/report.ts'
import type { Examination } from '../session.ts'
import { isLow, withLowLimits } from './low-limit.ts'

const tested = (streams: number, counts: StreamsTested['counts'], limited = true): StreamsTested => ({
  front: 'h1',
  streams,
  limited,
  buffered: false,
  ...(counts === undefined ? {} : { counts }),
})

it.for([
  [15, 'all', true],
  [16, 'all', false],
  [3, 'process', true],
  [8, 'connection', true],
  [5, 'address', true],
  [6, 'address', false],
] as const)('a few clients exhaust %d of %s: %s', ([streams, counts, low]) => {
  expect(isLow(tested(streams, counts))).toBe(low)
  expect(isLow(tested(streams, counts, false))).toBe(false)
})

it('a line that protects something is named, its raise is no remedy, and the answers agree', async () => {
  const setting = { name: 'limit_conn', says: 'limit_conn a 2;', where: 'a.conf:4', doc: 'doc' }
  const title = 'set limit_conn a 4096'
  const raised: Candidate = { id: title, setting, change: [], originHeaders: [], title, why: 'why' }
  const limit: StreamLimit = { setting, streams: 2, counts: 'address', how: '', isGuard: true, raised }
  const works = 'Does it work, and which setting is responsible?'
  const report = {
    grade: 'works',
    headline: 'Each event is delivered immediately.',
    failing: [],
    answers: [{ question: works, answer: 'It works: every criterion passes.' }],
  } as unknown as RouteReport
  const examination = {
    names: { named: (where: string) => `etc/${where}`, inText: (text: string) => text },
  } as unknown as Examination
  const counted = {
    report: {
      tested: [{ ...tested(2, 'address'), next: 'the next client gets status 503' }],
      limits: [],
      processes: { says: '' },
      none: [],
    },
    deciding: [limit],
    undone: [],
  }
  const low = await withLowLimits(report, counted, examination, examination)
  expect(low).toMatchObject({
    grade: 'degraded',
    headline: 'At most 2 concurrent streams for each client address. Each event is delivered immediately.',
    failing: [
      {
        criterion: 'capacity/streams',
        kind: 'optimal',
        actual: 'at most 2 concurrent streams for each client address; the next client gets status 503',
        causes: [{ ...setting, why: 'why' }],
        harmful: [{ title, worsened: ['what the line protects'] }],
      },
    ],
    answers: [{ question: works, answer: 'It works, with warnings. Cause: etc/a.conf:4: limit_conn a 2.' }],
  })
  expect(low.failing[0]?.remedy).toBeUndefined()
  expect(low.combined).toBeUndefined()
})

it('a change that leaves the limit as it is does not make the route work', async () => {
  const setting = { name: 'limit_conn', says: 'limit_conn a 2;', doc: 'doc' }
  const raised: Candidate = { id: 'r', setting, change: [], originHeaders: [], title: 'raise', why: 'why' }
  const limit: StreamLimit = { setting, streams: 2, counts: 'address', how: '', isGuard: true, raised }
  const verdict = { headline: '', passed: 9 }
  const combined = {
    before: { ...verdict, grade: 'broken', failed: 3 },
    after: { ...verdict, grade: 'works', failed: 0 },
  }
  const report = {
    grade: 'broken',
    headline: 'Buffered.',
    failing: [],
    answers: [],
    combined,
    narrower: combined,
  } as unknown as RouteReport
  const examination = { names: { named: String, inText: String } } as unknown as Examination
  const counted = {
    report: { tested: [tested(2, 'address')], limits: [], processes: { says: '' }, none: [] },
    deciding: [limit],
    undone: [],
  }
  const low = await withLowLimits(report, counted, examination, examination)
  const still = { before: { failed: 4 }, after: { grade: 'degraded', failed: 1 } }
  expect(low).toMatchObject({ combined: still, narrower: still })
})
